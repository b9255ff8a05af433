"""What only Windows' own interfaces tell; every function gives None where it is not known."""

import sys

from wan22_desktop.core.hardware import DiskKind

if sys.platform == "win32":
    import ctypes
    import winreg
    from ctypes import wintypes

    _RELATION_PROCESSOR_PACKAGE = 3
    _IOCTL_STORAGE_QUERY_PROPERTY = 0x2D1400
    _ADAPTER_PROPERTY = 1
    _SEEK_PENALTY_PROPERTY = 7
    _BUS_NVME = 17
    _SHARE_ALL = 7
    _OPEN_EXISTING = 3
    _INVALID_HANDLE = ctypes.c_void_p(-1).value

    class _MemoryStatus(ctypes.Structure):
        """MEMORYSTATUSEX"""

        _fields_ = (
            ("length", wintypes.DWORD),
            ("load", wintypes.DWORD),
            ("total_physical", ctypes.c_ulonglong),
            ("free_physical", ctypes.c_ulonglong),
            ("commit_limit", ctypes.c_ulonglong),
            ("free_commit", ctypes.c_ulonglong),
            ("total_virtual", ctypes.c_ulonglong),
            ("free_virtual", ctypes.c_ulonglong),
            ("free_extended", ctypes.c_ulonglong),
        )

    def _kernel() -> ctypes.WinDLL:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateFileW.restype = wintypes.HANDLE
        kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
        kernel.DeviceIoControl.argtypes = (
            wintypes.HANDLE,
            wintypes.DWORD,
            ctypes.c_void_p,
            wintypes.DWORD,
            ctypes.c_void_p,
            wintypes.DWORD,
            ctypes.c_void_p,
            ctypes.c_void_p,
        )
        return kernel

    def cpu_model() -> str | None:
        """As its maker names it."""
        path = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path) as key:
                name, _ = winreg.QueryValueEx(key, "ProcessorNameString")
        except OSError:
            return None
        return str(name).strip() or None

    def cpu_sockets() -> int | None:
        """Places with a processor in them."""
        ask = _kernel().GetLogicalProcessorInformationEx
        size = wintypes.DWORD(0)
        ask(_RELATION_PROCESSOR_PACKAGE, None, ctypes.byref(size))
        records = (ctypes.c_ubyte * max(size.value, 1))()
        if not ask(_RELATION_PROCESSOR_PACKAGE, records, ctypes.byref(size)):
            return None
        count, place = 0, 0
        while place + 8 <= size.value:
            # Each record begins with its relation and its size.
            length = int.from_bytes(bytes(records[place + 4 : place + 8]), "little")
            if length == 0:
                return None
            count, place = count + 1, place + length
        return count or None

    def numa_nodes() -> int | None:
        """Groups of cores that have memory of their own."""
        highest = wintypes.ULONG(0)
        if not _kernel().GetNumaHighestNodeNumber(ctypes.byref(highest)):
            return None
        return highest.value + 1

    def commit_limit_bytes() -> int | None:
        """Memory and page files together."""
        status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
        if not _kernel().GlobalMemoryStatusEx(ctypes.byref(status)):
            return None
        return int(status.commit_limit)

    def disk_kind(mount: str) -> DiskKind | None:
        """Of the drive such as `C:\\`; needs no rights, for nothing on it is read."""
        kernel = _kernel()
        handle = kernel.CreateFileW(
            f"\\\\.\\{mount[:2]}", 0, _SHARE_ALL, None, _OPEN_EXISTING, 0, None
        )
        if handle in (None, _INVALID_HANDLE):
            return None
        try:
            adapter = _property(kernel, handle, _ADAPTER_PROPERTY)
            # STORAGE_ADAPTER_DESCRIPTOR.BusType
            if len(adapter) > 24 and adapter[24] == _BUS_NVME:
                return DiskKind.NVME
            penalty = _property(kernel, handle, _SEEK_PENALTY_PROPERTY)
        finally:
            kernel.CloseHandle(handle)
        # DEVICE_SEEK_PENALTY_DESCRIPTOR.IncursSeekPenalty
        return (DiskKind.HDD if penalty[8] else DiskKind.SSD) if len(penalty) > 8 else None

    def _property(kernel: ctypes.WinDLL, handle: int, number: int) -> bytes:
        """Empty where the drive does not know this property."""
        query = (wintypes.DWORD * 3)(number, 0, 0)
        answer = (ctypes.c_ubyte * 64)()
        size = wintypes.DWORD(0)
        done = kernel.DeviceIoControl(
            handle,
            _IOCTL_STORAGE_QUERY_PROPERTY,
            query,
            ctypes.sizeof(query),
            answer,
            ctypes.sizeof(answer),
            ctypes.byref(size),
            None,
        )
        return bytes(answer[: size.value]) if done else b""

else:

    def cpu_model() -> str | None:
        return None

    def cpu_sockets() -> int | None:
        return None

    def numa_nodes() -> int | None:
        return None

    def commit_limit_bytes() -> int | None:
        return None

    def disk_kind(mount: str) -> DiskKind | None:  # noqa: ARG001 - as on Windows
        return None
