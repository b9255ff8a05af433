"""The demo world: held-out split, captions and the checker on rendered clips."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tools.demo_model import checker, world


def test_held_out_split_is_seeded_and_disjoint() -> None:
    held_out, training = world.held_out_combos(), world.training_combos()
    assert held_out == world.held_out_combos()
    assert len(held_out) == len(set(held_out)) == world.HELD_OUT_COUNT
    assert not set(held_out) & set(training)
    assert set(held_out) | set(training) == set(world.all_combos())


def test_no_combination_hides_the_shape() -> None:
    assert all(combo.color != combo.background for combo in world.all_combos())


def test_every_attribute_value_is_trained_and_held_out() -> None:
    for split in (world.held_out_combos(), world.training_combos()):
        assert {combo.color for combo in split} == set(world.SHAPE_COLORS)
        assert {combo.shape for combo in split} == set(world.SHAPES)
        assert {combo.direction for combo in split} == set(world.DIRECTIONS)
        assert {combo.background for combo in split} == set(world.BACKGROUNDS)


def test_main_caption() -> None:
    combo = world.Combo("orange", "circle", "left", "black")
    assert world.caption(combo) == "an orange circle moving left on a black background"


def test_shape_stays_inside_the_frame() -> None:
    rng = random.Random(0)
    for combo in world.all_combos()[::23]:
        clip = world.render(world.random_scene(combo, rng))
        assert clip.shape == (world.FRAMES, world.HEIGHT, world.WIDTH, 3)
        assert clip.dtype == np.float32
        back = world.to_unit(world.PALETTE[combo.background])
        assert np.allclose(clip[:, [0, -1]], back)
        assert np.allclose(clip[:, :, [0, -1]], back)


def test_checker_reads_every_rendered_clip_right() -> None:
    rng = random.Random(1)
    for combo in world.all_combos()[::17]:
        reading = checker.read_clip(checker.to_bytes(world.render(world.random_scene(combo, rng))))
        assert all(checker.agreement(reading, combo).values()), (combo, reading)


def test_checker_sees_nothing_in_an_empty_clip() -> None:
    clip = np.full((17, 96, 96, 3), 128, np.uint8)
    reading = checker.read_clip(clip)
    assert (reading.color, reading.shape, reading.direction) == (None, None, None)
    assert reading.background == "gray"


def test_checker_names_no_direction_for_a_resting_shape() -> None:
    scene = world.random_scene(world.Combo("red", "square", "up", "white"), random.Random(2))
    frame = checker.to_bytes(world.render(scene))[:1]
    reading = checker.read_clip(np.repeat(frame, 17, 0))
    assert reading.direction is None
    assert reading.shape == "square"


@pytest.mark.parametrize("seed", [3, 4])
def test_checker_survives_noise(seed: int) -> None:
    rng = np.random.default_rng(seed)
    combo = world.Combo("cyan", "triangle", "down", "purple")
    clip = checker.to_bytes(world.render(world.random_scene(combo, random.Random(seed))))
    noisy = np.clip(clip + rng.normal(0, 8, clip.shape), 0, 255).astype(np.uint8)
    assert all(checker.agreement(checker.read_clip(noisy), combo).values())
