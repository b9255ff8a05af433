"""The group of cores, with memory of its own, that the engine's process keeps to.

A card hangs on one such group: from there its page-locked memory is a link nearer. Memory is only
preferred there, never required, for a model may be larger than one group's share.
"""

import ctypes
import logging
import os
import platform
import struct
import sys
from pathlib import Path

_log = logging.getLogger(__name__)

_SET_MEMPOLICY = {"x86_64": 238, "aarch64": 237}
"""The number of the system call, by machine."""
_MPOL_PREFERRED = 1
_MASK_BITS = 1024
_CPU_SET_BYTES = 32
"""The least that one entry of Windows' table has."""
_CPU_SET_NUMA_NODE = 17
"""Where in an entry the node stands; after size, type, id, group, processor, core and cache."""


def bind_to_node(node: int, system: Path = Path("/sys")) -> int | None:
    """How many logical processors this process keeps to from now on; None if it is not bound.

    Holds for threads that this one starts afterwards. Call it before torch is imported, which
    counts the processors then.
    """
    try:
        return _bind_windows(node) if sys.platform == "win32" else _bind_linux(node, system)
    except (OSError, ValueError) as error:
        _log.warning("not bound to NUMA node %d: %s", node, error)
        return None


def _bind_linux(node: int, system: Path) -> int | None:
    text = (system / f"devices/system/node/node{node}/cpulist").read_text(encoding="ascii")
    # Only processors that this process may use: a container may own half of a node.
    processors = processors_in(text) & os.sched_getaffinity(0)
    if not processors:
        raise ValueError("no processor of it may be used")
    os.sched_setaffinity(0, processors)
    call = _SET_MEMPOLICY.get(platform.machine())
    if call is not None:
        words = (ctypes.c_ulong * (_MASK_BITS // 64))()
        words[node // 64] = 1 << node % 64
        library = ctypes.CDLL(None, use_errno=True)
        if library.syscall(call, _MPOL_PREFERRED, words, _MASK_BITS + 1) != 0:
            _log.warning("memory is not bound: %s", os.strerror(ctypes.get_errno()))
    return len(processors)


def processors_in(text: str) -> set[int]:
    """What Linux calls a cpulist, such as `0-15,64-79`; raises ValueError if it is none."""
    found: set[int] = set()
    for part in text.strip().split(","):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


def _bind_windows(node: int) -> int | None:
    """CPU sets reach across the groups of 64 processors, which affinity masks cannot.

    Memory follows: Windows takes it from the node of the processor that asks.
    """
    kernel: ctypes.CDLL = ctypes.CDLL("kernel32", use_errno=True)
    process = ctypes.c_void_p(-1)  # this process, for Windows
    needed = ctypes.c_ulong(0)
    kernel.GetSystemCpuSetInformation(None, 0, ctypes.byref(needed), process, 0)
    table = ctypes.create_string_buffer(needed.value)
    if not kernel.GetSystemCpuSetInformation(table, needed, ctypes.byref(needed), process, 0):
        raise OSError("Windows does not tell its CPU sets")
    ids = cpu_sets_of(table.raw[: needed.value], node)
    if not ids:
        raise ValueError("no processor belongs to it")
    array = (ctypes.c_ulong * len(ids))(*ids)
    if not kernel.SetProcessDefaultCpuSets(process, array, len(ids)):
        raise OSError("Windows refused the CPU sets")
    return len(ids)


def cpu_sets_of(table: bytes, node: int) -> list[int]:
    """Ids of a node's processors in what GetSystemCpuSetInformation tells."""
    found: list[int] = []
    offset = 0
    while offset + _CPU_SET_BYTES <= len(table):
        size, _kind, cpu_set = struct.unpack_from("<III", table, offset)
        if table[offset + _CPU_SET_NUMA_NODE] == node:
            found.append(cpu_set)
        if size < _CPU_SET_BYTES:
            raise ValueError("the table of CPU sets is not understood")
        offset += size
    return found
