"""The keys of each class that a Wan 2.2 model is made of, with types and ranges.

Keys and types: the signatures of diffusers 0.42 and of transformers' `UMT5Config` 5.23. Ranges are
wide: they keep out what no network can be built from, not what nobody has built. Values: the
published configurations, see `core.published_models`.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from wan22_desktop.core.model_folder import COMPONENT_CLASSES
from wan22_desktop.core.published_models import text_encoder_config, transformer_config, vae_config
from wan22_desktop.core.settings import Settings
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.doctor.domain.config_schema import Config, Form, Rule, Schema


class ConfigKind(StrEnum):
    """What a file configures; the value is the class's name, where there is one."""

    VAE = "AutoencoderKLWan"
    TRANSFORMER = "WanTransformer3DModel"
    TEXT_ENCODER = "UMT5EncoderModel"
    UNIPC = "UniPCMultistepScheduler"
    EULER = "FlowMatchEulerDiscreteScheduler"
    DPM = "DPMSolverMultistepScheduler"
    TOKENIZER = "tokenizer"
    MODEL_INDEX = "model index"
    SETTINGS = "settings"


PIPELINES = ("WanPipeline", "WanImageToVideoPipeline")
SCHEDULERS = (ConfigKind.UNIPC, ConfigKind.EULER, ConfigKind.DPM)

_BOOL = Rule(Form.TRUTH)
_NOTE = Rule(Form.TEXT, is_note=True)
_ANY = Rule(Form.ANY)
_TEXT_OR_NULL = Rule(Form.TEXT, may_be_null=True)
_SIZE = Rule(Form.WHOLE, 1, 65_536)
_SIZE_OR_NULL = Rule(Form.WHOLE, 1, 65_536, may_be_null=True)
_COUNT = Rule(Form.WHOLE, 1, 1024)
_SHARE = Rule(Form.NUMBER, 0, 1)
_NUMBER = Rule(Form.NUMBER, -1e6, 1e6)
_NUMBER_OR_NULL = Rule(Form.NUMBER, -1e6, 1e6, may_be_null=True)
_POSITIVE = Rule(Form.NUMBER, 1e-12, 1e6)
_NOTES = {"_diffusers_version": _NOTE, "_name_or_path": _NOTE, "_commit_hash": _NOTE}


def _choice(*names: str) -> Rule:
    return Rule(Form.TEXT, choices=names)


def _model_rules(kind: ConfigKind) -> dict[str, Rule]:
    return {"_class_name": _choice(kind.value), "quantization_config": _ANY, **_NOTES}


_VAE = {
    **_model_rules(ConfigKind.VAE),
    "base_dim": _SIZE,
    "decoder_base_dim": _SIZE_OR_NULL,
    "z_dim": Rule(Form.WHOLE, 1, 1024),
    "dim_mult": Rule(Form.WHOLE, 1, 64, is_list=True, num_items=(1, 16)),
    "num_res_blocks": _COUNT,
    "attn_scales": Rule(Form.NUMBER, 0, 1e6, is_list=True),
    "temperal_downsample": Rule(Form.TRUTH, is_list=True, num_items=(0, 15)),
    "dropout": _SHARE,
    "latents_mean": Rule(Form.NUMBER, -1e3, 1e3, is_list=True, num_items=(1, 1024)),
    "latents_std": Rule(Form.NUMBER, 1e-6, 1e3, is_list=True, num_items=(1, 1024)),
    "is_residual": _BOOL,
    "in_channels": _COUNT,
    "out_channels": _COUNT,
    "patch_size": Rule(Form.WHOLE, 1, 64, may_be_null=True),
    "scale_factor_temporal": Rule(Form.WHOLE, 1, 64, may_be_null=True),
    "scale_factor_spatial": Rule(Form.WHOLE, 1, 256, may_be_null=True),
}
_TRANSFORMER = {
    **_model_rules(ConfigKind.TRANSFORMER),
    "patch_size": Rule(Form.WHOLE, 1, 64, is_list=True, num_items=(3, 3)),
    "num_attention_heads": _COUNT,
    "attention_head_dim": _COUNT,
    "in_channels": _COUNT,
    "out_channels": _COUNT,
    "text_dim": _SIZE,
    "freq_dim": _SIZE,
    "ffn_dim": Rule(Form.WHOLE, 1, 1_048_576),
    "num_layers": _COUNT,
    "cross_attn_norm": _BOOL,
    "qk_norm": _TEXT_OR_NULL,
    "eps": Rule(Form.NUMBER, 0, 1),
    "image_dim": _SIZE_OR_NULL,
    "added_kv_proj_dim": _SIZE_OR_NULL,
    "rope_max_seq_len": Rule(Form.WHOLE, 1, 1_048_576),
    "pos_embed_seq_len": Rule(Form.WHOLE, 1, 1_048_576, may_be_null=True),
}
_TOKEN_ID = Rule(Form.WHOLE, 0, 10_000_000, may_be_null=True)
_TEXT_ENCODER = {
    "architectures": Rule(
        Form.TEXT, choices=(ConfigKind.TEXT_ENCODER.value,), is_list=True, num_items=(1, 1)
    ),
    "model_type": _choice("umt5"),
    "quantization_config": _ANY,
    "vocab_size": Rule(Form.WHOLE, 1, 10_000_000),
    "d_model": _SIZE,
    "d_kv": _SIZE,
    "d_ff": Rule(Form.WHOLE, 1, 1_048_576),
    "num_layers": _COUNT,
    "num_decoder_layers": Rule(Form.WHOLE, 0, 1024, may_be_null=True),
    "num_heads": _COUNT,
    "relative_attention_num_buckets": _SIZE,
    "relative_attention_max_distance": _SIZE,
    "dropout_rate": _SHARE,
    "classifier_dropout": _SHARE,
    "layer_norm_epsilon": Rule(Form.NUMBER, 0, 1),
    "initializer_factor": _NUMBER,
    "feed_forward_proj": _choice("gated-gelu", "relu"),
    "dense_act_fn": Rule(Form.TEXT),
    "pad_token_id": _TOKEN_ID,
    "eos_token_id": _TOKEN_ID,
    "bos_token_id": _TOKEN_ID,
    "decoder_start_token_id": _TOKEN_ID,
    **dict.fromkeys(
        (
            "is_encoder_decoder",
            "is_decoder",
            "is_gated_act",
            "use_cache",
            "tie_word_embeddings",
            "output_past",
            "scalable_attention",
            "output_attentions",
            "output_hidden_states",
            "return_dict",
        ),
        _BOOL,
    ),
    **dict.fromkeys(
        ("_name_or_path", "transformers_version", "dtype", "torch_dtype", "tokenizer_class"), _NOTE
    ),
    **dict.fromkeys(
        ("id2label", "label2id", "problem_type", "task_specific_params", "chunk_size_feed_forward"),
        _ANY,
    ),
}
_SPACING = {
    "num_train_timesteps": Rule(Form.WHOLE, 1, 1_000_000),
    "use_dynamic_shifting": _BOOL,
    "use_karras_sigmas": _BOOL,
    "use_exponential_sigmas": _BOOL,
    "use_beta_sigmas": _BOOL,
}
_MULTISTEP = {
    **_NOTES,
    **_SPACING,
    "beta_start": _SHARE,
    "beta_end": _SHARE,
    "beta_schedule": _choice("linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid"),
    "trained_betas": Rule(
        Form.NUMBER, 0, 1, is_list=True, num_items=(1, 1_000_000), may_be_null=True
    ),
    "solver_order": Rule(Form.WHOLE, 1, 3),
    "prediction_type": _choice("epsilon", "sample", "v_prediction", "flow_prediction"),
    "thresholding": _BOOL,
    "dynamic_thresholding_ratio": _SHARE,
    "sample_max_value": _POSITIVE,
    "lower_order_final": _BOOL,
    "use_flow_sigmas": _BOOL,
    "flow_shift": Rule(Form.NUMBER, 0.01, 1000),
    "timestep_spacing": _choice("linspace", "leading", "trailing"),
    "steps_offset": Rule(Form.WHOLE, 0, 1_000_000),
    "final_sigmas_type": _choice("zero", "sigma_min"),
    "rescale_betas_zero_snr": _BOOL,
    "time_shift_type": _choice("exponential"),
}
_UNIPC = {
    **_MULTISTEP,
    "_class_name": _choice(ConfigKind.UNIPC.value),
    "predict_x0": _BOOL,
    "solver_type": _choice("bh1", "bh2", "midpoint", "heun", "logrho"),
    "disable_corrector": Rule(Form.WHOLE, 0, 1_000_000, is_list=True),
    "solver_p": Rule(Form.ANY, choices=(None,)),
    "sigma_min": _NUMBER_OR_NULL,
    "sigma_max": _NUMBER_OR_NULL,
    "shift_terminal": _NUMBER_OR_NULL,
}
_DPM = {
    **_MULTISTEP,
    "_class_name": _choice(ConfigKind.DPM.value),
    "algorithm_type": _choice("dpmsolver", "dpmsolver++", "sde-dpmsolver", "sde-dpmsolver++"),
    "solver_type": _choice("midpoint", "heun", "logrho", "bh1", "bh2"),
    "euler_at_final": _BOOL,
    "use_lu_lambdas": _BOOL,
    "lambda_min_clipped": Rule(Form.NUMBER, -1e6, 1e6, may_be_infinite=True),
    "variance_type": Rule(Form.TEXT, choices=("learned", "learned_range"), may_be_null=True),
}
_EULER = {
    **_NOTES,
    **_SPACING,
    "_class_name": _choice(ConfigKind.EULER.value),
    "shift": Rule(Form.NUMBER, 0.01, 1000),
    "base_shift": _NUMBER_OR_NULL,
    "max_shift": _NUMBER_OR_NULL,
    "base_image_seq_len": Rule(Form.WHOLE, 1, 10_000_000),
    "max_image_seq_len": Rule(Form.WHOLE, 1, 10_000_000),
    "invert_sigmas": _BOOL,
    "shift_terminal": _NUMBER_OR_NULL,
    "time_shift_type": _choice("exponential", "linear"),
    "stochastic_sampling": _BOOL,
}
_TOKENIZER = {
    "tokenizer_class": _choice(*(name for _, name in COMPONENT_CLASSES["tokenizer"])),
    "model_max_length": Rule(Form.NUMBER, 1, 1e31),
    "extra_ids": Rule(Form.WHOLE, 0, 100_000),
}

_NO_CLASS = [None, None]


def _component(name: str) -> Rule:
    classes = tuple([library, known] for library, known in COMPONENT_CLASSES[name])
    return Rule(Form.ANY, choices=(*classes, _NO_CLASS) if name == "transformer_2" else classes)


_MODEL_INDEX = {
    "_class_name": _choice(*PIPELINES),
    **_NOTES,
    **{name: _component(name) for name in COMPONENT_CLASSES},
    # A Wan 2.1 pipeline has a CLIP encoder there; 2.2 leaves both empty.
    "image_encoder": Rule(Form.ANY, choices=(_NO_CLASS,)),
    "image_processor": Rule(Form.ANY, choices=(_NO_CLASS,)),
    "boundary_ratio": Rule(Form.NUMBER, 0, 1, may_be_null=True),
    "expand_timesteps": _BOOL,
}


def _vae_disagreements(config: Config) -> Iterator[tuple[str, str]]:
    z_dim, factors, downsample = (
        config.get(key) for key in ("z_dim", "dim_mult", "temperal_downsample")
    )
    for key in ("latents_mean", "latents_std"):
        values = config.get(key)
        if isinstance(values, list) and isinstance(z_dim, int) and len(values) != z_dim:
            yield (
                key,
                tr("has {count} values for {channels} channels", count=len(values), channels=z_dim),
            )
    if isinstance(factors, list) and isinstance(downsample, list):
        wanted = len(factors) - 1
        if len(downsample) != wanted:
            yield (
                "temperal_downsample",
                tr(
                    "has {count} values where {wanted} belong", count=len(downsample), wanted=wanted
                ),
            )


def _index_disagreements(config: Config) -> Iterator[tuple[str, str]]:
    second = config.get("transformer_2") not in (None, _NO_CLASS)
    if "boundary_ratio" in config and second is not isinstance(config["boundary_ratio"], float):
        yield (
            "boundary_ratio",
            tr("should be a share of the steps if there is a second transformer, else null"),
        )


def _published_indexes() -> tuple[dict[str, Any], ...]:
    """Without the tokenizer and the scheduler: of both, two are right."""
    parts = {name: list(c[0]) for name, c in COMPONENT_CLASSES.items() if len(c) == 1}
    kinds = (
        ("WanPipeline", Variant.T2V_A14B),
        ("WanImageToVideoPipeline", Variant.I2V_A14B),
        ("WanPipeline", Variant.TI2V_5B),
    )
    return tuple(
        {
            "_class_name": name,
            **parts,
            "transformer_2": parts["transformer_2"] if variant.facts.boundary_ratio else _NO_CLASS,
            "boundary_ratio": variant.facts.boundary_ratio,
            "expand_timesteps": variant is Variant.TI2V_5B,
        }
        for name, variant in kinds
    )


_FLOW = {
    "_class_name": ConfigKind.UNIPC.value,
    "num_train_timesteps": 1000,
    "prediction_type": "flow_prediction",
    "use_flow_sigmas": True,
    "solver_order": 2,
    "solver_type": "bh2",
    "predict_x0": True,
    "lower_order_final": True,
    "thresholding": False,
    "final_sigmas_type": "zero",
    "timestep_spacing": "linspace",
}
"""UniPC of all published models: `models/demo/scheduler`, without what differs between them."""
_UNIPC_DEFAULTS = {**_FLOW, "prediction_type": "epsilon", "use_flow_sigmas": False}
_TOKENS = {"eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}


@cache
def schema_of(kind: ConfigKind) -> Schema:
    """The rules of a kind; the app's own settings have theirs in `core.settings`."""
    schemas: Mapping[ConfigKind, Schema] = {
        ConfigKind.VAE: Schema(
            _VAE,
            frozenset(("_class_name", "z_dim", "base_dim", "dim_mult", "num_res_blocks"))
            | frozenset(("temperal_downsample", "latents_mean", "latents_std")),
            tuple(map(vae_config, (Variant.T2V_A14B, Variant.TI2V_5B, Variant.DEMO))),
            vae_config(Variant.T2V_A14B),
            disagreements=_vae_disagreements,
        ),
        ConfigKind.TRANSFORMER: Schema(
            _TRANSFORMER,
            frozenset(("_class_name", "in_channels", "out_channels", "num_layers", "text_dim"))
            | frozenset(("num_attention_heads", "attention_head_dim", "ffn_dim", "patch_size")),
            tuple(map(transformer_config, Variant)),
            transformer_config(Variant.T2V_A14B),
        ),
        ConfigKind.TEXT_ENCODER: Schema(
            _TEXT_ENCODER,
            frozenset(("d_model", "d_kv", "d_ff", "num_layers", "num_heads", "vocab_size"))
            | frozenset(("model_type",)),
            tuple(map(text_encoder_config, (Variant.T2V_A14B, Variant.DEMO))),
        ),
        ConfigKind.UNIPC: Schema(
            _UNIPC, frozenset(("_class_name", "prediction_type")), (_FLOW,), _UNIPC_DEFAULTS
        ),
        ConfigKind.EULER: Schema(_EULER, frozenset(("_class_name",))),
        ConfigKind.DPM: Schema(_DPM, frozenset(("_class_name", "prediction_type"))),
        ConfigKind.TOKENIZER: Schema(
            _TOKENIZER, frozenset(("tokenizer_class",)), (_TOKENS,), is_open=True
        ),
        ConfigKind.MODEL_INDEX: Schema(
            _MODEL_INDEX,
            frozenset(("_class_name", *COMPONENT_CLASSES)) - {"transformer_2"},
            _published_indexes(),
            {"boundary_ratio": None, "expand_timesteps": False, "transformer_2": _NO_CLASS},
            names_parts=True,
            disagreements=_index_disagreements,
        ),
    }
    return schemas[kind]


_BY_CLASS = {
    **{kind.value: kind for kind in (ConfigKind.VAE, ConfigKind.TRANSFORMER, *SCHEDULERS)},
    **dict.fromkeys(PIPELINES, ConfigKind.MODEL_INDEX),
}
_SECTIONS = Settings.model_fields.keys() - {"version"}
"""Of the app's settings."""


def kind_of(config: Config) -> ConfigKind | None:
    """Told by the content alone; None for a file of something else."""
    name = config.get("_class_name")
    if isinstance(name, str):
        return _BY_CLASS.get(name)
    architectures = config.get("architectures")
    if config.get("model_type") == "umt5" or architectures == [ConfigKind.TEXT_ENCODER.value]:
        return ConfigKind.TEXT_ENCODER
    if "tokenizer_class" in config and "model_type" not in config:
        return ConfigKind.TOKENIZER
    is_settings = "version" in config and not config.keys().isdisjoint(_SECTIONS)
    return ConfigKind.SETTINGS if is_settings else None
