"""Numbers as people read them."""

from wan22_desktop.core.texts import decimal, tr


def duration(seconds: float) -> str:
    """`8 s`, `2 min 05 s` or `1 h 20 min`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return tr("{seconds} s", seconds=whole)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return tr("{minutes} min {seconds} s", minutes=minutes, seconds=f"{rest:02d}")
    hours, minutes = divmod(minutes, 60)
    return tr("{hours} h {minutes} min", hours=hours, minutes=f"{minutes:02d}")


def size(size_bytes: int) -> str:
    """`512 B`, `14.8 MB` or `28.6 GB`, with 1 kB = 1000 B as disks are sold."""
    value = float(size_bytes)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if unit == "B" else decimal(f"{value:.1f} {unit}")
        value /= 1000
    raise AssertionError


def part_of(done_bytes: int, total_bytes: int) -> str:
    """`3.1 of 28.6 GB`, or both with their units where those differ."""
    done, total = size(done_bytes), size(total_bytes)
    number, unit = done.split(" ")
    part = number if total.endswith(f" {unit}") else done
    return tr("{part} of {total}", part=part, total=total)
