"""The doctor for configurations: what it finds, what it mends, and what it leaves alone."""

import ast
import hashlib
import importlib.util
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fixtures.config_mutations import DPM, EULER, originals
from wan22_desktop.core.errors import NotSavedError, UserError
from wan22_desktop.core.places import PROGRAM_FOLDER
from wan22_desktop.core.published_models import text_encoder_config, transformer_config, vae_config
from wan22_desktop.core.settings import Settings, load_settings
from wan22_desktop.core.wan import Variant
from wan22_desktop.doctor.config_validator import ConfigValidator
from wan22_desktop.doctor.domain.findings import Severity
from wan22_desktop.doctor.domain.json_object import NotAnObjectError, read_json_object
from wan22_desktop.doctor.domain.model_schemas import ConfigKind, kind_of, schema_of

VAE = vae_config(Variant.T2V_A14B)
DEMO_INDEX: dict[str, Any] = json.loads(originals()["models/demo/model_index.json"])
VERSIONS = {"diffusers": "0.42.1", "transformers": "5.23.0"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "vae" / "config.json"


@pytest.fixture
def validator(tmp_path: Path) -> ConfigValidator:
    return ConfigValidator(tmp_path / "backups", tmp_path / "settings.json", VERSIONS)


def write(file: Path, content: dict[str, Any] | bytes) -> bytes:
    file.parent.mkdir(exist_ok=True)
    is_bytes = isinstance(content, bytes)
    raw = content if is_bytes else json.dumps(content, indent=2).encode()
    file.write_bytes(raw)
    return raw


@pytest.mark.parametrize("name", originals())
def test_whole_files_are_fine(validator: ConfigValidator, tmp_path: Path, name: str) -> None:
    file = tmp_path / "config.json"
    raw = write(file, originals()[name])
    assert validator.validate_config_schema(file).findings == ()
    assert not validator.backup_and_repair_config(file).is_repaired
    assert file.read_bytes() == raw
    assert not (tmp_path / "backups").exists()


def test_an_attribute_of_no_wan_vae_is_removed_and_nothing_else(
    validator: ConfigValidator, file: Path
) -> None:
    text = originals()["resources/models/vae-2.1/config.json"]
    raw = write(file, text.replace(b'  "base_dim"', b'  "clip_output": false,\n  "base_dim"'))
    found = validator.validate_config_schema(file)
    assert found.is_valid
    assert [(f.severity, f.where) for f in found.findings] == [(Severity.WARNING, "clip_output")]
    result = validator.backup_and_repair_config(file)
    assert file.read_bytes() == text
    assert result.is_repaired
    assert result.backup is not None
    assert result.backup.read_bytes() == raw
    assert [line for line in result.diff.splitlines() if line[:1] in "+-"] == [
        "--- config.json (before)",
        "+++ config.json (after)",
        '-  "clip_output": false,',
    ]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("5120", 5120), (5120.0, 5120), (" 5120 ", 5120), ("0.0", 0.0), ("False", False), (0, False)],
)
def test_a_type_with_one_reading_is_mended(
    validator: ConfigValidator, file: Path, wrong: object, right: object
) -> None:
    key = {int: "base_dim", float: "dropout", bool: "is_residual"}[type(right)]
    write(file, {**VAE, key: wrong})
    assert not validator.validate_config_schema(file).is_valid
    assert validator.backup_and_repair_config(file).is_repaired
    assert json.loads(file.read_bytes())[key] == right
    assert type(json.loads(file.read_bytes())[key]) is type(right)


@pytest.mark.parametrize("key", ["z_dim", "latents_mean", "temperal_downsample", "_diffusers"])
def test_what_all_published_models_with_the_same_rest_have_is_restored(
    validator: ConfigValidator, file: Path, key: str
) -> None:
    write(file, {k: v for k, v in VAE.items() if k != key})
    result = validator.backup_and_repair_config(file)
    assert json.loads(file.read_bytes()) == VAE
    assert result.is_repaired is (key in VAE)


@pytest.mark.parametrize(
    "tree",
    [
        {k: v for k, v in transformer_config(Variant.T2V_A14B).items() if k != "in_channels"},
        {**VAE, "base_dim": 97, "z_dim": None},
        {**VAE, "base_dim": "ninety-six", "num_res_blocks": 3},
        {**VAE, "quantization_config": {"bits": 4}},
        {**DEMO_INDEX, "safety_checker": ["somewhere", "Checker"]},
        {**DEMO_INDEX, "scheduler": ["os", "system"]},
        {"_class_name": "AutoencoderKL", "z_dim": 16},
        {"hello": 1},
        {},
    ],
)
def test_what_is_not_certain_is_reported_and_the_file_left_as_it_is(
    validator: ConfigValidator, file: Path, tree: dict[str, Any]
) -> None:
    raw = write(file, tree)
    assert not validator.validate_config_schema(file).is_valid
    result = validator.backup_and_repair_config(file)
    assert not result.is_repaired
    assert result.backup is None
    assert any(f.severity is Severity.ERROR and not f.can_be_repaired for f in result.remaining)
    assert file.read_bytes() == raw


def test_program_code_is_not_asked_for_after_a_repair(
    validator: ConfigValidator, file: Path
) -> None:
    write(file, {**VAE, "auto_map": {"AutoModel": "modeling.Evil"}})
    assert not validator.validate_config_schema(file).is_valid
    validator.backup_and_repair_config(file)
    assert json.loads(file.read_bytes()) == VAE


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw + b"\0" * 300,
        lambda raw: raw.decode().encode("utf-16"),
        lambda raw: raw.replace(b"\n}", b",\n}"),
        lambda raw: raw.replace(b"{", b'{"z_dim": 99,', 1),
        lambda raw: raw.replace(b"{", b'{"far": 1e999, "long": ' + b"9" * 5000 + b",", 1),
        lambda raw: raw.replace(b"{", b'{"nothing": NaN,', 1),
    ],
)
def test_bytes_that_strict_readers_refuse_are_mended(
    validator: ConfigValidator, file: Path, spoil: Callable[[bytes], bytes]
) -> None:
    raw = write(file, spoil(json.dumps(VAE, indent=2).encode()))
    assert validator.validate_config_schema(file).findings
    result = validator.backup_and_repair_config(file)
    assert json.loads(file.read_bytes().decode("utf-8")) == VAE
    assert result.backup is not None
    assert result.backup.read_bytes() == raw


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"\0" * 99, "zeros"),
        (b'{"a": 1', "in the middle"),
        (b'{"a": 1} {}', "more follows"),
        (b'{"a" 1}', "colon"),
        (b'{"a": 1 "b": 2}', "comma"),
        (b"{a: 1}", "key in quotes"),
        (b'{"a": +}', "no value"),
        (b"[1]", "JSON object"),
        (b"\x80\x04K\x05.", "UTF-8"),
        (b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}", "deeply"),
        (b'{"a": ' + b"[" * 200_000, "deeply"),
        (b" " * 1_100_000 + b"{}", "1024 KiB"),
    ],
)
def test_what_is_no_object_is_told_and_not_touched(
    validator: ConfigValidator, file: Path, raw: bytes, reason: str
) -> None:
    with pytest.raises(NotAnObjectError, match=reason):
        read_json_object(raw)
    write(file, raw)
    result = validator.backup_and_repair_config(file)
    assert reason in result.remaining[0].text
    assert not result.is_repaired
    assert file.read_bytes() == raw


def test_what_is_not_changed_keeps_every_byte() -> None:
    raw = b' {\r\n\t"b" :1e-06 , "a":[ 1,\n2 ] }\n'
    found = read_json_object(raw)
    assert found.content() == raw
    changed = found.changed({"c": None}, frozenset({"b"})).content()
    assert json.loads(changed) == {"a": [1, 2], "c": None}
    assert b'"a":[ 1,\n2 ]' in changed


@pytest.mark.parametrize("number", [b"NaN", b"9" * 5000, b"-" + b"9" * 5000])
def test_a_number_that_no_reader_takes_does_not_stay(
    validator: ConfigValidator, file: Path, number: bytes
) -> None:
    whole = json.loads(originals()["models/demo/tokenizer/tokenizer_config.json"])
    spoilt = json.dumps({**whole, "mine": 0}).encode()
    write(file, spoilt.replace(b'"mine": 0', b'"mine": ' + number))
    assert validator.backup_and_repair_config(file).is_repaired
    assert json.loads(file.read_bytes()) == whole
    raw = write(file, spoilt.replace(b'"mine": 0', b'"mine": {"a": [' + number + b"]}"))
    assert not validator.backup_and_repair_config(file).is_repaired
    assert not validator.validate_config_schema(file).is_valid
    assert file.read_bytes() == raw
    write(file, json.dumps(DPM).encode().replace(b"-Infinity", number))
    assert not validator.validate_config_schema(file).is_valid


def test_a_pipe_and_a_folder_are_not_waited_for(validator: ConfigValidator, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, tmp_path / "none"):
        with pytest.raises(UserError, match="cannot be read"):
            validator.backup_and_repair_config(path)


def test_without_room_for_a_copy_nothing_is_changed(tmp_path: Path, file: Path) -> None:
    raw = write(file, {**VAE, "clip_output": 1})
    (tmp_path / "backups").write_text("a file where the folder belongs")
    with pytest.raises(NotSavedError, match="copy"):
        ConfigValidator(tmp_path / "backups").backup_and_repair_config(file)
    assert file.read_bytes() == raw


def test_a_link_stays_one(validator: ConfigValidator, tmp_path: Path) -> None:
    write(tmp_path / "blob", {**VAE, "clip_output": 1})
    link = tmp_path / "config.json"
    link.symlink_to("blob")
    assert validator.backup_and_repair_config(link).is_repaired
    assert link.is_symlink()
    assert json.loads((tmp_path / "blob").read_bytes()) == VAE


def test_unexpected_attributes_of_a_tree_are_removed(validator: ConfigValidator) -> None:
    tree = {**VAE, "clip_output": 1, "z_dim": "bad"}
    result = validator.clean_unexpected_attributes(tree, ConfigKind.VAE)
    assert result.removed == ("clip_output",)
    assert result.config == {**VAE, "z_dim": "bad"}
    assert validator.clean_unexpected_attributes({"version": 2, "logs": {}, "x": 1}).removed == (
        "x",
    )
    with pytest.raises(UserError):
        validator.clean_unexpected_attributes({"x": 1})


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b'{"version": 2, "logs": {"level": "debug"}, "surprise": 1}', "surprise"),
        (b'{"version": 2, "logs": {"level": "debug"}, "x":' + b"[" * 300 + b"]" * 300 + b"}", "x"),
        (b"\0" * 50, "damaged"),
        (b"{" * 2_000_000, "damaged"),
    ],
)
def test_the_apps_settings_are_always_mended(
    validator: ConfigValidator, tmp_path: Path, raw: bytes, message: str
) -> None:
    file = tmp_path / "settings.json"
    write(file, raw)
    result = validator.backup_and_repair_config(file)
    assert message in result.repaired[0].text
    assert result.backup is not None
    assert hashlib.sha256(result.backup.read_bytes()).digest() == hashlib.sha256(raw).digest()
    loaded = load_settings(file)
    assert loaded.notes == ()
    assert loaded.settings.logs.level == ("debug" if b"debug" in raw else Settings().logs.level)


@pytest.mark.parametrize(
    ("config", "variants"),
    [
        (transformer_config(Variant.I2V_A14B), (Variant.I2V_A14B,)),
        (vae_config(Variant.TI2V_5B), (Variant.TI2V_5B,)),
        # As the published folder has it: without the keys that have the class's defaults.
        (
            {k: v for k, v in VAE.items() if k not in ("is_residual", "patch_size", "in_channels")},
            (Variant.T2V_A14B, Variant.I2V_A14B),
        ),
        (EULER, tuple(Variant)),
        (DPM, tuple(Variant)),
        ({**DPM, "prediction_type": "epsilon"}, ()),
        ({**VAE, "z_dim": 16, "is_residual": True}, ()),
        ({"_class_name": "AutoencoderKL"}, ()),
    ],
)
def test_a_part_tells_its_models(
    validator: ConfigValidator, config: dict[str, Any], variants: tuple[Variant, ...]
) -> None:
    result = validator.validate_model_compatibility(config)
    assert result.variants == variants
    assert result.is_compatible is bool(variants)


def test_a_file_of_a_newer_library_is_told(validator: ConfigValidator) -> None:
    for version, told in (("0.43.0", True), ("0.42.1", False), ("0.9.9.dev0", False), ("x", False)):
        result = validator.validate_model_compatibility({**VAE, "_diffusers_version": version})
        assert result.is_compatible
        assert bool(result.findings) is told


def model(folder: Path, vae: Variant) -> Path:
    """The configurations of T2V A14B, with the VAE of another one."""
    part = ["diffusers", "WanTransformer3DModel"]
    index = {**DEMO_INDEX, "transformer_2": part, "boundary_ratio": 0.875}
    index["expand_timesteps"] = False
    write(folder / "model_index.json", index)
    write(folder / "transformer" / "config.json", transformer_config(Variant.T2V_A14B))
    write(folder / "transformer_2" / "config.json", transformer_config(Variant.T2V_A14B))
    write(folder / "text_encoder" / "config.json", text_encoder_config(Variant.T2V_A14B))
    write(folder / "vae" / "config.json", vae_config(vae))
    return folder


def test_parts_of_a_model_have_to_match(validator: ConfigValidator, tmp_path: Path) -> None:
    right = validator.validate_model_set(model(tmp_path, Variant.I2V_A14B))
    assert (right.variants, right.findings) == ((Variant.T2V_A14B,), ())
    wrong = validator.validate_model_set(model(tmp_path, Variant.TI2V_5B))
    assert not wrong.is_compatible
    assert [finding.where for finding in wrong.findings] == ["vae"]
    assert "ti2v-5B" in wrong.findings[0].text
    write(tmp_path / "vae" / "config.json", EULER)
    assert not validator.validate_model_set(tmp_path).is_compatible
    write(tmp_path / "vae" / "config.json", b"{")
    assert not validator.validate_model_set(tmp_path).is_compatible
    demo = validator.validate_model_set(PROGRAM_FOLDER / "models" / "demo")
    assert demo.variants == (Variant.DEMO,)


def test_kinds_are_told_by_content() -> None:
    kinds = {kind_of(json.loads(raw)) for raw in originals().values()}
    assert kinds == set(ConfigKind)
    assert kind_of({"_class_name": ["AutoencoderKLWan"]}) is None


def signature(module: str, class_name: str) -> dict[str, ast.expr | None]:
    """Parameters of a class of diffusers with their defaults, read without importing torch."""
    spec = importlib.util.find_spec("diffusers")
    assert spec is not None
    assert spec.origin is not None
    tree = ast.parse((Path(spec.origin).parent / f"{module}.py").read_text("utf-8"))
    (owner,) = (n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == class_name)
    (init,) = (n for n in owner.body if isinstance(n, ast.FunctionDef) and n.name == "__init__")
    names = [argument.arg for argument in init.args.args[1:]]
    return dict(zip(names, init.args.defaults, strict=True))


@pytest.mark.parametrize(
    ("module", "kind"),
    [
        ("models/autoencoders/autoencoder_kl_wan", ConfigKind.VAE),
        ("models/transformers/transformer_wan", ConfigKind.TRANSFORMER),
        ("schedulers/scheduling_unipc_multistep", ConfigKind.UNIPC),
        ("schedulers/scheduling_flow_match_euler_discrete", ConfigKind.EULER),
        ("schedulers/scheduling_dpmsolver_multistep", ConfigKind.DPM),
    ],
)
def test_the_rules_are_those_of_the_installed_diffusers(module: str, kind: ConfigKind) -> None:
    schema, parameters = schema_of(kind), signature(module, kind.value)
    own = {key for key in schema.rules if key[0] != "_"} - {"quantization_config"}
    assert own == parameters.keys()
    for key, node in parameters.items():
        if not isinstance(node, ast.UnaryOp | None):  # that one is minus infinity
            default = json.loads(json.dumps(ast.literal_eval(node)))
            assert schema.rules[key].accepts(default), key
            assert schema.defaults.get(key, default) == default, key
