"""Windows' performance counters; elsewhere every function gives None."""

import sys

from wan22_desktop.hardware.adapter_memory import AdapterMemory
from wan22_desktop.hardware.time_limit import LIMIT_S, TimeLimit

_LIMIT = TimeLimit("windows counters")

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    from wan22_desktop.hardware.adapter_memory import (
        DEDICATED_USAGE,
        SHARED_USAGE,
        Item,
        Luid,
        adapter_memory,
    )
    from wan22_desktop.hardware.live_cards import PciPlace

    _PDH_FMT_LARGE = 0x400
    _PDH_MORE_DATA = 0x800007D2
    _PDH_VALID_DATA = (0, 1)
    """PDH_CSTATUS_VALID_DATA, PDH_CSTATUS_NEW_DATA"""
    _KMTQAITYPE_ADAPTERADDRESS = 6
    _MOST_COUNTER_BYTES = 1 << 22

    class _Value(ctypes.Structure):
        """PDH_FMT_COUNTERVALUE"""

        _fields_ = (("status", wintypes.DWORD), ("large", ctypes.c_longlong))

    class _Item(ctypes.Structure):
        """PDH_FMT_COUNTERVALUE_ITEM_W"""

        _fields_ = (("name", ctypes.c_wchar_p), ("value", _Value))

    class _OpenAdapter(ctypes.Structure):
        """D3DKMT_OPENADAPTERFROMLUID"""

        _fields_ = (
            ("luid_low", wintypes.DWORD),
            ("luid_high", wintypes.LONG),
            ("adapter", wintypes.UINT),
        )

    class _QueryAdapter(ctypes.Structure):
        """D3DKMT_QUERYADAPTERINFO"""

        _fields_ = (
            ("adapter", wintypes.UINT),
            ("kind", ctypes.c_int),
            ("answer", ctypes.c_void_p),
            ("size", wintypes.UINT),
        )

    class _Performance(ctypes.Structure):
        """PERFORMANCE_INFORMATION; sizes in pages"""

        _fields_ = (
            ("size", wintypes.DWORD),
            ("commit_total", ctypes.c_size_t),
            ("commit_limit", ctypes.c_size_t),
            ("commit_peak", ctypes.c_size_t),
            ("physical_total", ctypes.c_size_t),
            ("physical_available", ctypes.c_size_t),
            ("system_cache", ctypes.c_size_t),
            ("kernel_total", ctypes.c_size_t),
            ("kernel_paged", ctypes.c_size_t),
            ("kernel_nonpaged", ctypes.c_size_t),
            ("page_size", ctypes.c_size_t),
            ("handles", wintypes.DWORD),
            ("processes", wintypes.DWORD),
            ("threads", wintypes.DWORD),
        )

    def commit_bytes() -> tuple[int | None, int | None]:
        """What all programs have reserved, and memory and page files together."""
        told = _Performance(size=ctypes.sizeof(_Performance))
        if not ctypes.WinDLL("kernel32").K32GetPerformanceInfo(ctypes.byref(told), told.size):
            return None, None
        return told.commit_total * told.page_size, told.commit_limit * told.page_size

    class _Query:
        """An open query; raises OSError where these counters are not there."""

        def __init__(self) -> None:
            self._pdh = ctypes.WinDLL("pdh")
            for name in ("PdhOpenQueryW", "PdhAddEnglishCounterW", "PdhCollectQueryData"):
                getattr(self._pdh, name).restype = wintypes.DWORD
            self._pdh.PdhGetFormattedCounterArrayW.restype = wintypes.DWORD
            self._query = wintypes.HANDLE()
            self._places: dict[Luid, PciPlace | None] = {}
            self._must(self._pdh.PdhOpenQueryW(None, None, ctypes.byref(self._query)))
            try:
                self._shared, self._dedicated = map(self._added, (SHARED_USAGE, DEDICATED_USAGE))
            except OSError:
                self.close()
                raise

        def read(self) -> AdapterMemory:
            self._must(self._pdh.PdhCollectQueryData(self._query))
            return adapter_memory(
                self._items(self._shared), self._items(self._dedicated), self._place_of
            )

        def close(self) -> None:
            self._pdh.PdhCloseQuery(self._query)

        def _added(self, path: str) -> wintypes.HANDLE:
            counter = wintypes.HANDLE()
            add = self._pdh.PdhAddEnglishCounterW
            self._must(add(self._query, path, None, ctypes.byref(counter)))
            return counter

        def _items(self, counter: wintypes.HANDLE) -> list[Item]:
            size, count = wintypes.DWORD(0), wintypes.DWORD(0)
            ask = self._pdh.PdhGetFormattedCounterArrayW
            sizes = (ctypes.byref(size), ctypes.byref(count))
            if ask(counter, _PDH_FMT_LARGE, *sizes, None) != _PDH_MORE_DATA:
                return []
            if size.value > _MOST_COUNTER_BYTES:
                return []
            room = ctypes.create_string_buffer(size.value)
            self._must(ask(counter, _PDH_FMT_LARGE, *sizes, room))
            items = ctypes.cast(room, ctypes.POINTER(_Item))
            return [
                (item.name, item.value.large)
                for item in items[: count.value]
                if item.value.status in _PDH_VALID_DATA
            ]

        def _place_of(self, luid: Luid) -> PciPlace | None:
            if luid not in self._places:
                self._places[luid] = _pci_place(luid)
            return self._places[luid]

        @staticmethod
        def _must(status: int) -> None:
            if status != 0:
                raise OSError(f"a performance counter answers {status:#010x}")

    def _pci_place(luid: Luid) -> PciPlace | None:
        gdi = ctypes.WinDLL("gdi32")
        opened = _OpenAdapter(luid_low=luid[1], luid_high=ctypes.c_long(luid[0]).value)
        if gdi.D3DKMTOpenAdapterFromLuid(ctypes.byref(opened)) != 0:
            return None
        # D3DKMT_ADAPTERADDRESS: bus, device, function.
        address = (wintypes.UINT * 3)()
        query = _QueryAdapter(
            adapter=opened.adapter,
            kind=_KMTQAITYPE_ADAPTERADDRESS,
            answer=ctypes.cast(address, ctypes.c_void_p),
            size=ctypes.sizeof(address),
        )
        status = gdi.D3DKMTQueryAdapterInfo(ctypes.byref(query))
        gdi.D3DKMTCloseAdapter(ctypes.byref(wintypes.UINT(opened.adapter)))
        return (address[0], address[1]) if status == 0 else None

    class AdapterCounters:
        """A query that is kept open between readings; one that hangs is left alone."""

        def __init__(self, limit_s: float = LIMIT_S) -> None:
            self._limit_s = limit_s
            self._query: _Query | None = None
            self._is_missing = False

        def read(self) -> AdapterMemory | None:
            """None where Windows or the driver does not count (before Windows 10 1709)."""
            if self._is_missing:
                return None
            try:
                return _LIMIT.ask(self._read, self._limit_s)
            except TimeoutError:
                return None
            except (OSError, AttributeError):  # the latter where a function is not there
                self._is_missing = self._query is None
                return None

        def _read(self) -> AdapterMemory:
            if self._query is None:
                self._query = _Query()
            return self._query.read()

        def close(self) -> None:
            """Give the query back."""
            query, self._query = self._query, None
            if query is not None:
                try:
                    _LIMIT.ask(query.close, self._limit_s)
                except TimeoutError:
                    return

else:

    def commit_bytes() -> tuple[int | None, int | None]:
        return None, None

    class AdapterCounters:
        def __init__(self, limit_s: float = LIMIT_S) -> None:
            self._limit_s = limit_s

        def read(self) -> AdapterMemory | None:
            return None

        def close(self) -> None:
            pass
