"""Processor, memory and disks, from the files of a system that is played."""

import os
import sys
from pathlib import Path

import psutil
import pytest

from wan22_desktop.core.hardware import DiskKind
from wan22_desktop.hardware import system_facts
from wan22_desktop.hardware.disks import linux_kind, local_disks
from wan22_desktop.hardware.system_facts import (
    commit_limit_bytes,
    count_ranges,
    cpu_model,
    cpu_sockets,
    numa_nodes,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the files are Linux'")


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("packages", "online", "sockets", "nodes"),
    [
        (["0"] * 128, "0-3", 1, 4),  # Threadripper PRO 5995WX, four nodes per socket
        (["0"] * 8 + ["1"] * 8, "0-1", 2, 2),
        (["0", "0"], "0", 1, 1),
        (["-1", "-1"], "", None, None),  # a board that does not tell
        ([], "0-", None, None),
        (["0", "x"], "0,2-3", 1, 3),
    ],
)
def test_sockets_and_nodes_are_counted(
    tmp_path: Path, packages: list[str], online: str, sockets: int | None, nodes: int | None
) -> None:
    for number, package in enumerate(packages):
        place = tmp_path / f"devices/system/cpu/cpu{number}/topology/physical_package_id"
        write(place, f"{package}\n")
    write(tmp_path / "devices/system/node/online", f"{online}\n")
    assert cpu_sockets(tmp_path) == sockets
    assert numa_nodes(tmp_path) == nodes


@pytest.mark.parametrize("text", ["", "a", "3-1", "0-99999", "-1", "0,,1", "1-2-3", "0-3\n0-3"])
def test_what_is_no_list_of_numbers_counts_nothing(text: str) -> None:
    assert count_ranges(text) is None


def test_the_processor_is_named_as_its_maker_does(tmp_path: Path) -> None:
    name = "AMD Ryzen Threadripper PRO 5995WX 64-Cores"
    write(tmp_path / "cpuinfo", f"processor\t: 0\nmodel name\t: {name}\nflags\t: fpu\n" * 2)
    assert cpu_model(tmp_path) == name
    for hostile in ("\x1b[31mAMD", "A" * 5000, "AMD \u202eXW5995"):
        write(tmp_path / "cpuinfo", f"model name\t: {hostile}\n")
        assert cpu_model(tmp_path) is None


def test_a_commit_limit_counts_only_where_the_system_keeps_to_it(tmp_path: Path) -> None:
    write(tmp_path / "meminfo", "MemTotal: 24684092 kB\nCommitLimit:    12342044 kB\n")
    assert commit_limit_bytes(tmp_path) is None
    for mode, limit in (("0", None), ("1", None), ("2", 12342044 * 1024)):
        write(tmp_path / "sys/vm/overcommit_memory", f"{mode}\n")
        assert commit_limit_bytes(tmp_path) == limit


def block(system: Path, number: str, place: str, rotational: str, partition: str = "") -> Path:
    """A disk, or the partition of one, at its place below /sys/devices."""
    disk = system / "devices" / place
    write(disk / "queue/rotational", f"{rotational}\n")
    if partition:
        write(disk / partition / "partition", "1\n")
    link = system / "dev/block" / number
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(disk / partition)
    return disk


def test_kinds_of_disks_are_told_apart(tmp_path: Path) -> None:
    block(tmp_path, "259:2", "pci0/nvme/nvme0n1", "0", "nvme0n1p2")
    ssd = block(tmp_path, "8:1", "pci0/ata1/sda", "0", "sda1")
    hdd = block(tmp_path, "8:16", "pci0/ata2/sdb", "1")
    block(tmp_path, "254:1", "pci0/virtio0/vda", "1", "vda1")
    block(tmp_path, "7:0", "virtual/block/loop0", "0")
    block(tmp_path, "8:32", "pci0/ata3/sdc", "perhaps")
    mapped = block(tmp_path, "253:0", "virtual/block/dm-0", "0")
    mixed = block(tmp_path, "9:0", "virtual/block/md0", "0")
    for volume, parts in ((mapped, [ssd]), (mixed, [ssd, hdd])):
        (volume / "slaves").mkdir()
        for part in parts:
            (volume / "slaves" / part.name).symlink_to(part)
    kinds = {
        (259, 2): DiskKind.NVME,
        (8, 1): DiskKind.SSD,
        (8, 16): DiskKind.HDD,
        (253, 0): DiskKind.SSD,
        (9, 0): None,
        (254, 1): None,
        (7, 0): None,
        (8, 32): None,
        (1, 1): None,
    }
    assert {number: linux_kind(*number, tmp_path) for number in kinds} == kinds


def test_volumes_that_stand_on_themselves_end(tmp_path: Path) -> None:
    volume = block(tmp_path, "253:0", "virtual/block/dm-0", "0")
    (volume / "slaves").mkdir()
    (volume / "slaves" / "dm-0").symlink_to(volume)
    assert linux_kind(253, 0, tmp_path) is None


def test_this_machine_is_told_as_other_programs_tell_it(tmp_path: Path) -> None:
    told = system_facts.system_facts(tmp_path)
    assert told["total_ram_bytes"] == psutil.virtual_memory().total
    assert told["page_file_bytes"] == psutil.swap_memory().total
    assert told["numa_nodes"] == len(list(Path("/sys/devices/system/node").glob("node[0-9]*")))
    mounts = {partition.mountpoint for partition in psutil.disk_partitions()}
    for disk in local_disks():
        assert disk.mount in mounts
        blocks = os.statvfs(disk.mount)
        assert disk.total_bytes == blocks.f_blocks * blocks.f_frsize
