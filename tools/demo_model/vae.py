"""The video autoencoder of the demo model: configuration and weight initialisation.

The class is the unmodified ``AutoencoderKLWan`` of diffusers in its Wan 2.2 form
(``is_residual`` with pixel patches of 2). Spatial compression is 8, temporal compression 4.
"""

from __future__ import annotations

import math

import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan, WanCausalConv3d
from diffusers.models.autoencoders.vae import DecoderOutput, DiagonalGaussianDistribution
from diffusers.models.modeling_outputs import AutoencoderKLOutput
from torch import Tensor, nn

Z_DIM = 16


def build_vae(seed: int = 0, encoder_dim: int = 32, decoder_dim: int = 32) -> AutoencoderKLWan:
    """A freshly initialised autoencoder in fp32."""
    torch.manual_seed(seed)
    vae = AutoencoderKLWan(
        base_dim=encoder_dim,
        decoder_base_dim=decoder_dim,
        z_dim=Z_DIM,
        dim_mult=[1, 2, 2],
        num_res_blocks=1,
        attn_scales=[],
        temperal_downsample=[True, True],
        is_residual=True,
        in_channels=12,
        out_channels=12,
        patch_size=2,
        scale_factor_spatial=8,
        scale_factor_temporal=4,
        latents_mean=[0.0] * Z_DIM,
        latents_std=[1.0] * Z_DIM,
    )
    initialise(vae)
    return vae


@torch.no_grad()
def initialise(vae: AutoencoderKLWan) -> None:
    """Variance-preserving start.

    Causal convolutions see mostly the newest frame at first, so fan-in counts only that time tap;
    older taps start at 0.3 of it. The last convolution of every residual branch starts small, and
    the posterior starts narrow (log-variance -5), otherwise its noise drowns the signal.
    """
    for name, module in vae.named_modules():
        if isinstance(module, nn.Conv3d):
            fan_in = module.weight[:, :, -1].numel() / module.weight.shape[0]
            module.weight.normal_(0.0, 1.0 / math.sqrt(fan_in))
            if module.weight.shape[2] == 3:
                module.weight[:, :, :2] *= 0.3
        elif isinstance(module, nn.Conv2d):
            fan_in = module.weight.numel() / module.weight.shape[0]
            module.weight.normal_(0.0, 1.0 / math.sqrt(fan_in))
        else:
            continue
        if module.bias is not None:
            module.bias.zero_()
        if name.endswith(("conv2", "proj")):
            module.weight *= 0.2
    quant = vae.quant_conv
    quant.weight.zero_()
    quant.weight[:Z_DIM, :, 0, 0, 0] = torch.eye(Z_DIM, 2 * Z_DIM)
    if quant.bias is not None:
        quant.bias[Z_DIM:] = -5.0
    post = vae.post_quant_conv
    post.weight[:, :, 0, 0, 0] = torch.eye(Z_DIM)


def posterior(vae: AutoencoderKLWan, video: Tensor) -> DiagonalGaussianDistribution:
    """The latent distribution of ``[batch, 3, frames, height, width]`` in [-1, 1]."""
    output = vae.encode(video)
    if not isinstance(output, AutoencoderKLOutput):
        raise TypeError("unexpected encoder output")
    return output.latent_dist


def decode(vae: AutoencoderKLWan, latents: Tensor) -> Tensor:
    """The video of ``[batch, 16, frames, rows, columns]``, clamped to [-1, 1]."""
    output = vae.decode(latents)
    if not isinstance(output, DecoderOutput):
        raise TypeError("unexpected decoder output")
    return output.sample


def decode_unclamped(vae: AutoencoderKLWan, latents: Tensor) -> Tensor:
    """What ``vae.decode`` computes, without its final clamp to [-1, 1].

    The clamp would stop the gradient of every overshooting pixel. Latents
    ``[batch, 16, frames, rows, columns]`` become ``[batch, 3, 4 * frames - 3, 8 * rows,
    8 * columns]``.
    """
    decoder = vae.decoder
    count = sum(isinstance(module, WanCausalConv3d) for module in decoder.modules())
    cache: list[Tensor | str | None] = [None] * count
    x = vae.post_quant_conv(latents)
    parts = []
    for index in range(x.shape[2]):
        chunk = x[:, :, index : index + 1]
        parts.append(decoder(chunk, feat_cache=cache, feat_idx=[0], first_chunk=index == 0))
    out = torch.cat(parts, 2)
    batch, channels, frames, height, width = out.shape
    out = out.view(batch, channels // 4, 2, 2, frames, height, width).permute(0, 1, 4, 5, 3, 6, 2)
    return out.reshape(batch, channels // 4, frames, height * 2, width * 2)


def split_parameters(
    named: list[tuple[str, nn.Parameter]],
) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """Inner convolution kernels (for Muon) and everything else (for Adam)."""
    ends = ("encoder.conv_in", "decoder.conv_out", "quant_conv", "post_quant_conv")
    kernels, rest = [], []
    for name, param in named:
        inner = param.ndim >= 4 and param.shape[1] > 1 and not name.startswith(ends)
        (kernels if inner else rest).append(param)
    return kernels, rest
