"""Measuring the ratios that MagCache needs, during a render that is wanted anyway."""

from collections.abc import Callable
from typing import Any, cast

import torch
from diffusers.hooks.hooks import BaseState, HookRegistry, ModelHook, StateManager
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from torch import Tensor, nn

_HEAD_HOOK, _TAIL_HOOK = "wan22_magnitude_head", "wan22_magnitude_tail"


class MagnitudeMeter:
    """Measures MagCache's ratios during a normal render of one expert; changes no bit of it.

    The forwards have to run in `transformer.cache_context("cond")` and `("uncond")`; those with
    the prompt count. While it measures, one copy of the activations is kept on the device.
    """

    def __init__(self, transformer: WanTransformer3DModel) -> None:
        self._transformer = transformer
        # The parameter is annotated as an instance and takes the class.
        states = StateManager(cast("Any", _Magnitudes))
        self._tail = _TailHook(states)
        for block, hook, name in (
            (transformer.blocks[0], _HeadHook(states), _HEAD_HOOK),
            (transformer.blocks[-1], self._tail, _TAIL_HOOK),
        ):
            HookRegistry.check_if_exists_or_initialize(block).register_hook(hook, name)
        HookRegistry.check_if_exists_or_initialize(transformer).invalidate_child_registries_cache()

    def ratios(self) -> tuple[float, ...]:
        """One per step of the last render, the first being 1; empty before the first step."""
        measured = self._tail.ratios.get("cond", [])
        return tuple(torch.stack(measured).tolist()) if measured else ()

    def detach(self) -> None:
        """Stop measuring; `ratios` remain."""
        registry = HookRegistry.check_if_exists_or_initialize(self._transformer)
        for name in (_HEAD_HOOK, _TAIL_HOOK):
            registry.remove_hook(name, recurse=True)
        registry.invalidate_child_registries_cache()


def _forward_of(hook: ModelHook) -> Callable[..., Tensor]:
    """The forward that `hook` wraps; it is there from the hook's registration on."""
    return cast("Callable[..., Tensor]", hook.fn_ref.original_forward)


class _Magnitudes(BaseState):
    """Of one cache context."""

    def __init__(self) -> None:
        self.block_input: Tensor | None = None
        self.norms: Tensor | None = None

    def reset(self) -> None:
        self.block_input = self.norms = None


class _MeterHook(ModelHook):
    _is_stateful = True

    def __init__(self, states: StateManager) -> None:
        super().__init__()
        self.states = states  # `cache_context` finds it by looking at the attributes

    def reset_state(self, module: nn.Module) -> nn.Module:
        self.states.reset()
        return module


class _HeadHook(_MeterHook):
    """On the first block: keeps what goes in, as a copy for blocks that write into it."""

    def new_forward(self, _block: nn.Module, hidden_states: Tensor, *others: Tensor) -> Tensor:
        self.states.get_state().block_input = hidden_states.clone()
        return _forward_of(self)(hidden_states, *others)


class _TailHook(_MeterHook):
    """On the last block: compares what all blocks added with what they added a step before.

    The ratio is the mean over tokens of |addition now| / |addition before|, as MagCache has it.
    """

    def __init__(self, states: StateManager) -> None:
        super().__init__(states)
        self.ratios: dict[str, list[Tensor]] = {}
        """By cache context; kept when the states are reset at the end of a render."""

    def new_forward(self, _block: nn.Module, *inputs: Tensor) -> Tensor:
        output = _forward_of(self)(*inputs)
        state = self.states.get_state()
        norms = torch.linalg.vector_norm((output - state.block_input).float(), dim=-1)
        state.block_input = None
        ratios = self.ratios.setdefault(self.states.context.name, [])
        if state.norms is None:  # the first step of a render
            ratios.clear()
            ratios.append(norms.new_ones(()))
        else:
            ratios.append((norms / state.norms.clamp_min(1e-8)).mean())
        state.norms = norms
        return output
