"""Frames by number are exact, whatever the order; files that are no clip are refused in words."""

import os
import random
import sys
from pathlib import Path

import pytest
from numbered_clips import MakeClip, number_in_rgb

from wan22_desktop.core.errors import UserError
from wan22_desktop.gallery.clip_decoder import ClipDecoder


def number_of(decoder: ClipDecoder, number: int) -> int:
    frame = decoder.frame(number)
    assert frame.number == number
    assert len(frame.rgb) >= frame.stride * frame.height
    return number_in_rgb(frame.rgb, frame.width, frame.stride)


def test_facts(make_clip: MakeClip) -> None:
    with ClipDecoder(make_clip()) as decoder:
        facts = decoder.facts
    assert (facts.width, facts.height, facts.num_frames, facts.fps) == (160, 96, 17, 8)
    assert facts.seconds == pytest.approx(17 / 8)


@pytest.mark.parametrize("b_frames", [0, 3])
@pytest.mark.parametrize("key_every", [1, 5, 250])
def test_every_frame_in_order(make_clip: MakeClip, key_every: int, b_frames: int) -> None:
    path = make_clip(count=21, key_every=key_every, b_frames=b_frames)
    with ClipDecoder(path) as decoder:
        assert [number_of(decoder, n) for n in range(21)] == list(range(21))


@pytest.mark.parametrize("b_frames", [0, 3])
@pytest.mark.parametrize("key_every", [1, 5, 250])
def test_any_frame_in_any_order(make_clip: MakeClip, key_every: int, b_frames: int) -> None:
    count = 61
    order = [0, 60, 59, 0, 30, 31, 30, *random.Random(1).choices(range(count), k=60)]
    with ClipDecoder(make_clip(count=count, key_every=key_every, b_frames=b_frames)) as decoder:
        assert [number_of(decoder, n) for n in order] == order


def test_a_number_outside_is_a_bug_of_the_caller(make_clip: MakeClip) -> None:
    with ClipDecoder(make_clip(count=5)) as decoder, pytest.raises(IndexError):
        decoder.frame(5)


def test_a_missing_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        ClipDecoder(tmp_path / "gone.mp4")
    assert caught.value.message == "gone.mp4 is no longer there."
    assert "Open it from where it is now" in caught.value.safe


def test_what_is_no_mp4_is_refused(tmp_path: Path, make_clip: MakeClip) -> None:
    good = make_clip("good.mp4")
    contents = {
        "empty": b"",
        "text": b"hello" * 1000,
        "playlist": f"ffconcat version 1.0\nfile '{good}'\n".encode(),
        "half": good.read_bytes()[: good.stat().st_size // 2],
        "head": good.read_bytes()[:64],
    }
    for name, content in contents.items():
        path = tmp_path / f"{name}.mp4"
        path.write_bytes(content)
        with pytest.raises(UserError, match=path.name):
            ClipDecoder(path)


def test_another_container_under_our_suffix_is_refused(make_clip: MakeClip) -> None:
    with pytest.raises(UserError):
        ClipDecoder(make_clip("film.mp4", format_name="matroska"))


def test_a_folder_and_a_pipe_are_refused_without_waiting(tmp_path: Path) -> None:
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(UserError):
        ClipDecoder(tmp_path / "folder.mp4")
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe.mp4")
        with pytest.raises(UserError):
            ClipDecoder(tmp_path / "pipe.mp4")


def test_a_film_of_hours_is_refused(make_clip: MakeClip) -> None:
    with pytest.raises(UserError, match="17 frames are more than"):
        ClipDecoder(make_clip(count=17), max_frames=16)


def test_flipped_bytes_give_frames_or_an_error_in_words(
    make_clip: MakeClip, tmp_path: Path
) -> None:
    content = make_clip().read_bytes()
    noise = random.Random(7)
    path = tmp_path / "damaged.mp4"
    messages: list[str] = []
    for _ in range(200):
        damaged = bytearray(content)
        for _ in range(12):
            damaged[noise.randrange(len(damaged))] = noise.randrange(256)
        path.write_bytes(damaged)
        try:
            with ClipDecoder(path) as decoder:
                for number in range(decoder.facts.num_frames):
                    decoder.frame(number)
        except UserError as error:
            messages.append(error.message)
    assert len(messages) > 10, "the damage is real"
    assert all("damaged.mp4" in message for message in messages)
