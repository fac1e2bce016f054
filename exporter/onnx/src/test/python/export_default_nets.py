"""Small nets of many habits, written by the default exporter of PyTorch 2.13.

    python3 export_default_nets.py FOLDER [NAME ...]

needs torch 2.13, torchvision, onnx, onnxscript and onnxruntime. Writes FOLDER/torch/NAME/model.onnx
with test_data_set_0 and _1 beside it: inputs by chance and what ONNX Runtime answers, in the layout
of ONNX's own tests. Free dimensions differ from one to the other. Every seed is fixed.
"""

import contextlib
import io
import logging
import math
import os
import sys
import warnings
from functools import partial
from pathlib import Path

import numpy as np
import torch

# Where torchvision was built for another PyTorch, its fake operators cannot be registered.
torch.library.register_fake = lambda *a, **k: (lambda f: f)
import onnx
import onnxruntime
import torch.nn.functional as F
import torchvision.models as V
from onnx import numpy_helper
from torch import nn
from torchvision.models.convnext import CNBlockConfig
from torchvision.models.efficientnet import MBConvConfig
from torchvision.models.mobilenetv3 import InvertedResidualConfig
from torchvision.models.regnet import BlockParams
from torchvision.models.segmentation.deeplabv3 import ASPP
from torchvision.ops.misc import Conv2dNormActivation

NETS = {}


class Fn(nn.Module):
    """A function of a list of modules and the inputs."""

    def __init__(self, f, *modules):
        super().__init__()
        self.f = f
        self.m = nn.ModuleList(modules)

    def forward(self, *x):
        return self.f(self.m, *x)


def net(name, module, inputs, free, *sizes):
    """A net to be written.

    module: made once the seed is set; inputs: from sizes by name, with a generator of numbers;
    free: for each input its free axes with their names; sizes: of both data sets.
    """
    NETS[name] = (module, inputs, free, sizes)


def images(channels, side=None):
    def draw(r, batch, height=side, width=None):
        return (r.floats(batch, channels, height, width or height),)
    return draw


def lists(channels, steps=None):
    return lambda r, batch, length=steps: (r.floats(batch, channels, length),)


def rows(width):
    return lambda r, batch: (r.floats(batch, width),)


def steps(width):
    return lambda r, batch, length: (r.floats(batch, length, width),)


def words(count):
    return lambda r, batch, length: (r.wholes(count, batch, length),)


class Draw:
    def __init__(self, seed):
        self.random = torch.Generator().manual_seed(seed)

    def floats(self, *dims):
        # Multiples of 1/8 pack well.
        return (torch.randn(*dims, generator=self.random) * 8).round() / 8

    def wholes(self, count, *dims):
        return torch.randint(0, count, dims, generator=self.random)

    def truths(self, *dims):
        return torch.rand(*dims, generator=self.random) < 0.6


BATCH = [{0: "batch"}]
FREE_STEPS = [{0: "batch", 1: "length"}]
FREE_LINE = [{0: "batch", 2: "length"}]
FREE_IMAGE = [{0: "batch", 2: "height", 3: "width"}]
TWO = ({"batch": 2}, {"batch": 3})
TWO_STEPS = ({"batch": 2, "length": 7}, {"batch": 1, "length": 12})
TWO_IMAGES = ({"batch": 2, "height": 8, "width": 12}, {"batch": 1, "height": 12, "width": 6})
ONE = ({"batch": 1}, {"batch": 1})
FIXED = [{}]

# Images: decoders, shuffles, gates.


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.GroupNorm(3, 6), nn.SiLU())
        self.deep = nn.Sequential(
            nn.Conv2d(6, 12, 3, stride=2, padding=1), nn.BatchNorm2d(12), nn.ReLU(),
            nn.Conv2d(12, 12, 3, padding=2, dilation=2), nn.ReLU())
        self.up = nn.ConvTranspose2d(12, 6, 3, stride=2, padding=1, output_padding=1)
        self.out = nn.Conv2d(12, 2, 1)

    def forward(self, x):
        a = self.down(x)
        return torch.sigmoid(self.out(torch.cat([a, self.up(self.deep(a))], dim=1)))


net("unet-transposed", UNet, images(3), FREE_IMAGE, *TWO_IMAGES)
net("super-resolution", lambda: nn.Sequential(
    nn.Conv2d(1, 8, 5, padding=2), nn.Tanh(), nn.Conv2d(8, 9, 3, padding=1), nn.PixelShuffle(3)),
    images(1), FREE_IMAGE, *TWO_IMAGES)
net("pixel-unshuffle", lambda: nn.Sequential(
    nn.PixelUnshuffle(2), nn.Conv2d(12, 6, 3, padding=1, groups=3), nn.ChannelShuffle(3),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 4)), images(3, 12), BATCH, *TWO)


class SqueezeExcite(nn.Module):
    def __init__(self):
        super().__init__()
        self.expand = nn.Conv2d(3, 16, 1, bias=False)
        self.depthwise = nn.Conv2d(16, 16, 5, stride=2, padding=2, groups=16, bias=False)
        self.norms = nn.ModuleList([nn.BatchNorm2d(16), nn.BatchNorm2d(16), nn.BatchNorm2d(8)])
        self.squeeze, self.excite = nn.Conv2d(16, 4, 1), nn.Conv2d(4, 16, 1)
        self.project = nn.Conv2d(16, 8, 1, bias=False)

    def forward(self, x):
        x = F.hardswish(self.norms[0](self.expand(x)))
        x = F.hardswish(self.norms[1](self.depthwise(x)))
        s = F.adaptive_avg_pool2d(x, 1)
        x = x * F.hardsigmoid(self.excite(F.relu(self.squeeze(s))))
        x = self.norms[2](self.project(x))
        return F.adaptive_max_pool2d(x, 1).flatten(1)


net("squeeze-excite", SqueezeExcite, images(3), FREE_IMAGE, *TWO_IMAGES)
net("adaptive-pooling", lambda: nn.Sequential(
    nn.Conv2d(2, 5, 3, padding=1), nn.LeakyReLU(0.2), nn.AdaptiveAvgPool2d((3, 4)), nn.Flatten(),
    nn.Linear(60, 3)), images(2, 12), BATCH, *TWO)
net("pyramid", lambda: Fn(
    lambda m, x: torch.cat([F.interpolate(m[i](F.avg_pool2d(m[0](x), 2 ** i)), size=(16, 16),
                                          mode="bilinear", align_corners=False)
                            for i in (1, 2)] + [m[0](x)], 1),
    nn.Conv2d(1, 4, 3, padding=1), nn.Conv2d(4, 3, 1), nn.Conv2d(4, 3, 1)),
    images(1, 16), BATCH, *TWO)
for mode, more in (("nearest", {}), ("nearest-exact", {}), ("bilinear", {"align_corners": False}),
                   ("bilinear", {"align_corners": True}), ("bicubic", {"align_corners": False}),
                   ("area", {})):
    name = "resize-" + mode + ("-corners" if more.get("align_corners") else "")
    net(name, partial(lambda mode, more: Fn(
        lambda m, x: m[0](F.interpolate(x, size=(9, 15), mode=mode, **more)),
        nn.Conv2d(2, 3, 3)), mode, more), images(2, 10), BATCH, *TWO)
net("resize-by-scale", lambda: Fn(
    lambda m, x: F.interpolate(m[0](x), scale_factor=2.0, mode="bilinear"), nn.Conv2d(2, 3, 3)),
    images(2), FREE_IMAGE, *TWO_IMAGES)
net("resize-like-another", lambda: Fn(
    lambda m, x: F.interpolate(m[1](F.relu(m[0](x))), size=x.shape[2:], mode="nearest") + x,
    nn.Conv2d(2, 4, 3, stride=2, padding=1), nn.Conv2d(4, 2, 1)), images(2), FREE_IMAGE,
    *TWO_IMAGES)
net("unfold", lambda: Fn(
    lambda m, x: m[0](F.unfold(x, 3, padding=1, stride=2).transpose(1, 2)).mean(1),
    nn.Linear(18, 5)), images(2, 8), BATCH, *TWO)
net("instance-norm-reflect", lambda: nn.Sequential(
    nn.ReflectionPad2d(2), nn.Conv2d(3, 6, 5), nn.InstanceNorm2d(6, affine=True), nn.ReLU(),
    nn.ReplicationPad2d(1), nn.Conv2d(6, 3, 3), nn.Tanh()), images(3, 12), BATCH, *TWO)
net("circular-pad", lambda: nn.Sequential(
    nn.Conv2d(2, 4, 3, padding=1, padding_mode="circular"), nn.ELU(), nn.Conv2d(4, 2, 3)),
    images(2, 9), BATCH, *TWO)
net("max-pool-ceil", lambda: nn.Sequential(
    nn.Conv2d(1, 4, 3), nn.MaxPool2d(3, 2, padding=1, ceil_mode=True), nn.PReLU(4),
    nn.AvgPool2d(2, 2, ceil_mode=True, count_include_pad=False), nn.Flatten(), nn.LazyLinear(3)),
    images(1, 13), BATCH, *TWO)
net("lp-pool", lambda: nn.Sequential(
    nn.Conv2d(2, 4, 3), nn.LPPool2d(2, 2), nn.Flatten(), nn.LazyLinear(3)), images(2, 10), BATCH,
    *TWO)
net("response-norm", lambda: nn.Sequential(nn.Conv2d(2, 4, 3), nn.LocalResponseNorm(3)),
    images(2, 10), BATCH, *TWO)
net("space-attention", lambda: Fn(
    lambda m, x: (lambda a: a * torch.sigmoid(m[1](torch.cat(
        [a.mean(1, keepdim=True), a.amax(1, keepdim=True)], 1))))(m[0](x)),
    nn.Conv2d(3, 6, 3, padding=1), nn.Conv2d(2, 1, 7, padding=3)), images(3), FREE_IMAGE,
    *TWO_IMAGES)
net("normalised-pixels", lambda: Fn(
    lambda m, x: F.log_softmax(m[1](F.relu(m[0](
        (x.permute(0, 3, 1, 2).float() / 255 - 0.45) / 0.225)).mean((2, 3))), 1),
    nn.Conv2d(3, 6, 3, stride=2), nn.Linear(6, 4)),
    lambda r, batch: (r.wholes(256, batch, 11, 9, 3).to(torch.uint8),), BATCH, *TWO)
net("two-heads", lambda: Fn(
    lambda m, x: (lambda a: (torch.softmax(m[1](a.flatten(1)), 1),
                             torch.sigmoid(m[2](a)).squeeze(1)))(F.relu(m[0](x))),
    nn.Conv2d(1, 4, 3, stride=2, padding=1), nn.Linear(100, 5), nn.Conv2d(4, 1, 1)),
    images(1, 10), BATCH, *TWO)
net("detector-head", lambda: Fn(
    lambda m, x: (lambda p: torch.cat([
        (torch.sigmoid(p[..., :2]) * 2 - 0.5 + torch.stack(torch.meshgrid(
            torch.arange(6.0), torch.arange(6.0), indexing="ij"), -1)) * 8,
        torch.exp(p[..., 2:4]) * 16, torch.sigmoid(p[..., 4:])], -1).reshape(x.shape[0], -1, 7))(
            m[0](x).view(x.shape[0], 2, 7, 6, 6).permute(0, 1, 3, 4, 2)),
    nn.Conv2d(3, 14, 8, stride=8)), images(3, 48), BATCH, *TWO)

# Sequences of numbers.


class Tcn(nn.Module):
    """Causal dilated convolutions, Bai et al., 2018."""

    def __init__(self):
        super().__init__()
        self.steps = nn.ModuleList(
            [nn.Conv1d(3 if d == 1 else 6, 6, 3, dilation=d) for d in (1, 2, 4)])
        self.short = nn.Conv1d(3, 6, 1)
        self.out = nn.Linear(6, 2)

    def forward(self, x):
        for i, step in enumerate(self.steps):
            y = F.relu(step(F.pad(x, (2 * step.dilation[0], 0))))
            x = F.relu(y + (self.short(x) if i == 0 else x))
        return self.out(x.transpose(1, 2))


class WaveNet(nn.Module):
    """Gated residual blocks with skips, van den Oord et al., 2016."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv1d(1, 6, 2, padding=1)
        self.gates = nn.ModuleList([nn.Conv1d(6, 12, 2, dilation=d, padding=d) for d in (1, 2, 4)])
        self.skips = nn.ModuleList([nn.Conv1d(6, 6, 1) for _ in range(3)])
        self.out = nn.Conv1d(6, 4, 1)

    def forward(self, x):
        length = x.shape[2]
        x = self.first(x)[:, :, :length]
        total = 0
        for gate, skip in zip(self.gates, self.skips):
            a, b = gate(x)[:, :, :length].chunk(2, dim=1)
            y = skip(torch.tanh(a) * torch.sigmoid(b))
            total = total + y
            x = x + y
        return self.out(F.relu(total))


net("tcn", Tcn, lists(3), FREE_LINE, *TWO_STEPS)
net("wavenet", WaveNet, lists(1), FREE_LINE, *TWO_STEPS)
net("conv1d-pooling", lambda: nn.Sequential(
    nn.Conv1d(2, 6, 5, stride=2, padding=2), nn.BatchNorm1d(6), nn.GELU(), nn.MaxPool1d(2),
    nn.Conv1d(6, 6, 3, groups=6), nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(6, 3)),
    lists(2, 40), BATCH, *TWO)
net("conv1d-upwards", lambda: nn.Sequential(
    nn.ConvTranspose1d(3, 4, 4, stride=2, padding=1), nn.LeakyReLU(), nn.ReflectionPad1d(3),
    nn.Conv1d(4, 1, 7), nn.Tanh()), lists(3), FREE_LINE, *TWO_STEPS)


class SoundFrames(nn.Module):
    """A spectrum by convolution with sines, as voice detectors carry it, and a state kept outside."""

    def __init__(self):
        super().__init__()
        n = torch.arange(16.0)
        waves = torch.stack([f(2 * math.pi * k * n / 16) for k in range(9) for f in (torch.cos, torch.sin)])
        self.register_buffer("basis", (waves * torch.hann_window(16)).unsqueeze(1))
        self.encode = nn.Conv1d(9, 8, 3, padding=1)
        self.cell = nn.LSTM(8, 8, batch_first=True)
        self.out = nn.Linear(8, 1)

    def forward(self, x, h, c):
        x = F.pad(x.unsqueeze(1), (8, 8), mode="reflect")
        s = F.conv1d(x, self.basis, stride=8)
        s = torch.sqrt(s[:, ::2] ** 2 + s[:, 1::2] ** 2 + 1e-9)
        y, (h, c) = self.cell(F.relu(self.encode(torch.log1p(s))).transpose(1, 2), (h, c))
        return torch.sigmoid(self.out(F.relu(y)).mean(1)), h, c


net("voice-detector", SoundFrames,
    lambda r, batch: (r.floats(batch, 64), r.floats(1, batch, 8), r.floats(1, batch, 8)),
    [{0: "batch"}, {1: "batch"}, {1: "batch"}], *TWO)
net("gru-classifier", lambda: Fn(
    lambda m, x: m[1](m[0](x)[1][-1]), nn.GRU(5, 8, num_layers=2, batch_first=True),
    nn.Linear(8, 3)), steps(5), FREE_STEPS, *TWO_STEPS)
net("lstm-both-ways", lambda: Fn(
    lambda m, x: m[1](m[0](x)[0]).log_softmax(-1), nn.LSTM(5, 6, batch_first=True, bidirectional=True),
    nn.Linear(12, 3)), steps(5), FREE_STEPS, *TWO_STEPS)
net("rnn-tagger", lambda: Fn(
    lambda m, x: m[2](torch.tanh(m[1](m[0](x))[0])), nn.Embedding(20, 6),
    nn.RNN(6, 6, batch_first=True, nonlinearity="relu"), nn.Linear(6, 4)),
    lambda r, batch: (r.wholes(20, batch, 7),), BATCH, *TWO)

# Attention.


class Block(nn.Module):
    """A layer of a transformer: normalised before or after, with or without a mask."""

    def __init__(self, width, heads, before, activation=F.gelu):
        super().__init__()
        self.heads, self.before, self.activation = heads, before, activation
        self.qkv, self.join = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.wide, self.back = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])

    def attend(self, x, mask):
        b, n, w = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4).unbind(0)
        scores = q @ k.transpose(-2, -1) / math.sqrt(w // self.heads)
        if mask is not None:
            scores = scores.masked_fill(~mask, float("-inf"))
        return self.join((scores.softmax(-1) @ v).transpose(1, 2).reshape(b, n, w))

    def forward(self, x, mask=None):
        if self.before:
            x = x + self.attend(self.norms[0](x), mask)
            return x + self.back(self.activation(self.wide(self.norms[1](x))))
        x = self.norms[0](x + self.attend(x, mask))
        return self.norms[1](x + self.back(self.activation(self.wide(x))))


class Embedder(nn.Module):
    """Token, position and type tables, a masked mean of the last layer, length one."""

    def __init__(self):
        super().__init__()
        self.words, self.places = nn.Embedding(50, 12), nn.Embedding(32, 12)
        self.types = nn.Embedding(2, 12)
        self.norm = nn.LayerNorm(12)
        self.blocks = nn.ModuleList([Block(12, 3, False), Block(12, 3, False)])

    def forward(self, ids, mask, types):
        x = self.words(ids) + self.types(types) + self.places(torch.arange(ids.shape[1]))
        x = self.norm(x)
        for block in self.blocks:
            x = block(x, (mask > 0)[:, None, None, :])
        m = mask.unsqueeze(-1).to(x.dtype)
        return F.normalize((x * m).sum(1) / m.sum(1).clamp(min=1e-9), dim=1), x


def masked(r, batch, length):
    mask = torch.ones(batch, length, dtype=torch.int64)
    mask[0, length // 2:] = 0
    return r.wholes(50, batch, length), mask, r.wholes(2, batch, length)


net("embedder", Embedder, masked, FREE_STEPS * 3, *TWO_STEPS)


class Decoder(nn.Module):
    """Causal: each step sees those before it; sines as places; the table is the last layer, too."""

    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(30, 12)
        self.blocks = nn.ModuleList([Block(12, 2, True, F.silu), Block(12, 2, True, F.relu)])
        self.norm = nn.LayerNorm(12)
        t = torch.arange(40.0)[:, None] * torch.exp(torch.arange(0, 12, 2) * -(math.log(1e4) / 12))
        self.register_buffer("sines", torch.stack([t.sin(), t.cos()], -1).flatten(1))

    def forward(self, ids):
        n = ids.shape[1]
        x = self.words(ids) * math.sqrt(12) + self.sines[:n]
        mask = torch.ones(n, n, dtype=torch.bool).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.norm(x) @ self.words.weight.T


net("decoder", Decoder, words(30), FREE_STEPS, *TWO_STEPS)
net("torch-encoder", lambda: Fn(
    lambda m, x: m[1](m[0](x).mean(1)), nn.TransformerEncoder(nn.TransformerEncoderLayer(
        12, 3, 24, batch_first=True, dropout=0.0), 1, enable_nested_tensor=False), nn.Linear(12, 4)),
    steps(12), FREE_STEPS, *TWO_STEPS)
net("multihead-attention", lambda: Fn(
    lambda m, q, kv: m[0](q, kv, kv, need_weights=True), nn.MultiheadAttention(12, 2, batch_first=True)),
    lambda r, batch, length: (r.floats(batch, 4, 12), r.floats(batch, length, 12)),
    [{0: "batch"}, {0: "batch", 1: "length"}], *TWO_STEPS)
net("scaled-dot-product", lambda: Fn(
    lambda m, x, mask: F.scaled_dot_product_attention(
        *m[0](x).view(x.shape[0], -1, 3, 2, 6).permute(2, 0, 3, 1, 4).unbind(0),
        attn_mask=mask[:, None, None, :]).transpose(1, 2).flatten(2), nn.Linear(8, 36)),
    lambda r, batch, length: (r.floats(batch, length, 8),
                              torch.ones(batch, length, dtype=torch.bool)),
    FREE_STEPS * 2, *TWO_STEPS)
net("causal-attention", lambda: Fn(
    lambda m, x: F.scaled_dot_product_attention(
        *m[0](x).view(x.shape[0], -1, 3, 2, 6).permute(2, 0, 3, 1, 4).unbind(0),
        is_causal=True).mean(2), nn.Linear(8, 36)), steps(8), FREE_STEPS, *TWO_STEPS)


class Rotary(nn.Module):
    """Turned queries and keys, root-mean-square norm, a gated layer, grouped heads."""

    def __init__(self):
        super().__init__()
        self.q, self.kv = nn.Linear(16, 16, bias=False), nn.Linear(16, 8, bias=False)
        self.norm = nn.RMSNorm(16)
        self.gate, self.wide = nn.Linear(16, 20, bias=False), nn.Linear(16, 20, bias=False)
        self.back = nn.Linear(20, 16, bias=False)

    @staticmethod
    def turn(x, cos, sin):
        a, b = x.chunk(2, dim=-1)
        return x * cos + torch.cat([-b, a], dim=-1) * sin

    def forward(self, x):
        b, n, _ = x.shape
        angles = torch.arange(n)[:, None] / 10000 ** (torch.arange(0, 4, 2) / 4)
        angles = torch.cat([angles, angles], -1)
        y = self.norm(x)
        q = self.q(y).view(b, n, 4, 4).transpose(1, 2)
        k, v = self.kv(y).view(b, n, 2, 1, 4).permute(2, 0, 3, 1, 4).unbind(0)
        q, k = self.turn(q, angles.cos(), angles.sin()), self.turn(k, angles.cos(), angles.sin())
        k, v = k.expand(-1, 4, -1, -1), v.expand(-1, 4, -1, -1)
        mask = torch.full((n, n), float("-inf")).triu(1)
        x = x + ((q @ k.mT / 2 + mask).softmax(-1) @ v).transpose(1, 2).flatten(2)
        y = self.norm(x)
        return x + self.back(F.silu(self.gate(y)) * self.wide(y))


net("rotary-gated", Rotary, steps(16), FREE_STEPS, *TWO_STEPS)


class Mixer(nn.Module):
    """MLP-Mixer, Tolstikhin et al., 2021."""

    def __init__(self):
        super().__init__()
        self.patch = nn.Conv2d(3, 8, 4, stride=4)
        self.norms = nn.ModuleList([nn.LayerNorm(8) for _ in range(3)])
        self.tokens = nn.Sequential(nn.Linear(16, 12), nn.GELU(approximate="tanh"), nn.Linear(12, 16))
        self.channels = nn.Sequential(nn.Linear(8, 12), nn.GELU(), nn.Linear(12, 8))
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = x + self.tokens(self.norms[0](x).transpose(1, 2)).transpose(1, 2)
        x = x + self.channels(self.norms[1](x))
        return self.head(self.norms[2](x).mean(1))


net("mlp-mixer", Mixer, images(3, 16), BATCH, *TWO)

# Rows, tables and odd ends.

net("gated-rows", lambda: nn.Sequential(
    nn.Linear(7, 16), nn.GLU(), nn.BatchNorm1d(8), nn.Softplus(), nn.Linear(8, 6), nn.Mish(),
    nn.Linear(6, 2)), rows(7), BATCH, *TWO)
net("factorisation", lambda: Fn(
    lambda m, ids, x: (0.5 * ((m[0](ids).sum(1) ** 2) - (m[0](ids) ** 2).sum(1)).sum(1, keepdim=True)
                       + m[1](ids).sum(1) + m[2](x)).sigmoid().squeeze(-1),
    nn.Embedding(40, 4), nn.Embedding(40, 1), nn.Linear(3, 1)),
    lambda r, batch: (r.wholes(40, batch, 5), r.floats(batch, 3)), BATCH * 2, *TWO)
net("embedding-bag", lambda: Fn(
    lambda m, ids: m[1](m[0](ids)), nn.EmbeddingBag(30, 6, mode="mean"), nn.Linear(6, 3)),
    lambda r, batch: (r.wholes(30, batch, 6),), BATCH, *ONE)
net("table-and-numbers", lambda: Fn(
    lambda m, a, b, x: m[2](torch.cat([m[0](a), m[1](b), torch.log1p(x.abs())], -1)).relu(),
    nn.Embedding(9, 3), nn.Embedding(5, 2), nn.Linear(9, 4)),
    lambda r, batch: (r.wholes(9, batch), r.wholes(5, batch), r.floats(batch, 4)), BATCH * 3, *TWO)
net("einsum", lambda: Fn(
    lambda m, x, y: torch.einsum("bij,bjk->bik", torch.einsum("bij,jk->bik", x, m[0].weight), y),
    nn.Linear(5, 6, bias=False)), lambda r, batch: (r.floats(batch, 3, 6), r.floats(batch, 5, 4)),
    BATCH * 2, *TWO)
net("where-mask", lambda: Fn(
    lambda m, x, keep: torch.where(keep, m[0](x), torch.full_like(m[0](x), -1.0)).clamp(-0.8, 0.9),
    nn.Linear(6, 6)), lambda r, batch: (r.floats(batch, 6), r.truths(batch, 6)), BATCH * 2, *TWO)
net("cumsum", lambda: Fn(
    lambda m, x: m[0](torch.cumsum(x, 1) / torch.arange(1, x.shape[1] + 1)[None, :, None]),
    nn.Linear(4, 3)), steps(4), FREE_STEPS, *TWO_STEPS)
net("scatter", lambda: Fn(
    lambda m, x: m[0](torch.zeros(4, 9).scatter(1, torch.tensor([[1, 3, 5]]).expand(4, 3), x)),
    nn.Linear(9, 3)), lambda r, batch: (r.floats(4, 3),), FIXED, *ONE)
net("roll-split", lambda: Fn(
    lambda m, x: (lambda a, b, c: m[0](torch.cat([a.roll(1, 1), b.flip(1), c[:, 1:, ::2]
                                                  .repeat_interleave(2, 2)], 1)))(
        *x.split([3, 2, 5], dim=1)), nn.Linear(8, 3)), lambda r, batch: (r.floats(batch, 10, 8),),
    BATCH, *TWO)
net("gather-last", lambda: Fn(
    lambda m, x, at: m[0](x.gather(1, at[:, None, None].expand(-1, 1, 6)).squeeze(1)),
    nn.Linear(6, 3)), lambda r, batch: (r.floats(batch, 5, 6), r.wholes(5, batch)), BATCH * 2, *TWO)
net("one-hot-argmax", lambda: Fn(
    lambda m, x: (lambda y: (F.one_hot(y.argmax(1), 5).float() @ m[1].weight.T, y.argmax(1),
                             y.max(1).values))(m[0](x)), nn.Linear(6, 5), nn.Linear(5, 3)),
    rows(6), BATCH, *TWO)
net("best-three", lambda: Fn(
    lambda m, x: m[0](x).softmax(1).topk(3, dim=1), nn.Linear(6, 7)), rows(6), BATCH, *TWO)
net("distances", lambda: Fn(
    lambda m, x: torch.exp(-((x[:, None, :] - m[0].weight[None]) ** 2).sum(-1)).div(0.5)
    .softmax(1) @ m[1].weight, nn.Linear(6, 8, bias=False), nn.Linear(3, 8, bias=False)), rows(6),
    BATCH, *TWO)
net("standardised", lambda: Fn(
    lambda m, x: m[0]((x - x.mean(1, keepdim=True)) / (x.std(1, keepdim=True) + 1e-5)),
    nn.Linear(6, 3)), rows(6), BATCH, *TWO)
net("bilinear", lambda: Fn(
    lambda m, a, b: F.cosine_similarity(m[0](a, b), m[1](a), dim=1), nn.Bilinear(4, 5, 6),
    nn.Linear(4, 6)), lambda r, batch: (r.floats(batch, 4), r.floats(batch, 5)), BATCH * 2, *TWO)
net("weight-and-spectral-norm", lambda: nn.Sequential(
    nn.utils.parametrizations.weight_norm(nn.Linear(6, 8)), nn.Hardtanh(),
    nn.utils.parametrizations.spectral_norm(nn.Linear(8, 6)), nn.Softsign(), nn.Linear(6, 3),
    nn.Softmin(1)), rows(6), BATCH, *TWO)
net("autoencoder", lambda: Fn(
    lambda m, x, noise: (lambda mean, log: m[3](F.selu(m[2](mean + noise * torch.exp(log / 2)))))(
        *m[1](F.celu(m[0](x))).chunk(2, -1)),
    nn.Linear(10, 8), nn.Linear(8, 6), nn.Linear(3, 8), nn.Linear(8, 10)),
    lambda r, batch: (r.floats(batch, 10), r.floats(batch, 3)), BATCH * 2, *TWO)
net("graph-layer", lambda: Fn(
    lambda m, x, a: (lambda d: m[1](F.relu(d * (a @ (d * m[0](x))))))(
        (a.sum(-1, keepdim=True) + 1).rsqrt()), nn.Linear(4, 6), nn.Linear(6, 2)),
    lambda r, batch, length: (r.floats(batch, length, 4), r.truths(batch, length, length).float()),
    [{0: "batch", 1: "length"}, {0: "batch", 1: "length", 2: "length"}], *TWO_STEPS)

# Small ones of torchvision's.

net("convnext", lambda: V.ConvNeXt([CNBlockConfig(6, 12, 1), CNBlockConfig(12, None, 1)],
                                   num_classes=4), images(3, 24), BATCH, *TWO)
net("vit", lambda: V.VisionTransformer(16, 4, 2, 2, 12, 24, num_classes=4), images(3, 16), BATCH,
    *TWO)
net("swin", lambda: V.SwinTransformer([2, 2], 6, [2, 2], [2, 2], [4, 4], mlp_ratio=2.0,
                                      num_classes=4), images(3, 16), BATCH, *TWO)
net("shufflenet", lambda: V.ShuffleNetV2([2, 2, 2], [6, 8, 12, 16, 20], num_classes=4),
    images(3, 24), BATCH, *TWO)
net("regnet", lambda: V.RegNet(BlockParams([1, 1], [8, 12], [4, 4], [1.0, 1.0], [2, 2], 0.25),
                               num_classes=4, stem_width=4), images(3, 24), BATCH, *TWO)
net("efficientnet", lambda: V.EfficientNet(
    [MBConvConfig(1, 3, 1, 6, 4, 1, 1, 1), MBConvConfig(4, 5, 2, 4, 6, 2, 1, 1)], dropout=0.0,
    last_channel=16, num_classes=4), images(3, 24), BATCH, *TWO)
net("mobilenetv3", lambda: V.MobileNetV3(
    [InvertedResidualConfig(8, 3, 8, 8, True, "RE", 2, 1, 1),
     InvertedResidualConfig(8, 5, 16, 8, True, "HS", 1, 1, 1)], 16, num_classes=4), images(3, 24),
    BATCH, *TWO)
net("densenet", lambda: V.DenseNet(4, (2, 2), 8, 2, 0.0, 4), images(3, 24), BATCH, *TWO)
net("aspp", lambda: Fn(
    lambda m, x: F.interpolate(m[2](m[1](m[0](x))), size=x.shape[-2:], mode="bilinear",
                               align_corners=False),
    Conv2dNormActivation(3, 6, stride=2), ASPP(6, [2, 3], 4), nn.Conv2d(4, 3, 1)), images(3),
    FREE_IMAGE, *TWO_IMAGES)


class Inception(nn.Module):
    """Branches of Szegedy et al., 2016: pooling, factorised and double convolutions."""

    def __init__(self):
        super().__init__()
        c = partial(Conv2dNormActivation, bias=False)
        self.first = c(3, 6, 3, 2, padding=0)
        self.one, self.pooled = c(6, 4, 1), c(6, 4, 1)
        self.three = nn.Sequential(c(6, 4, 1), c(4, 6, (1, 5), padding=(0, 2)),
                                   c(6, 6, (5, 1), padding=(2, 0)))
        self.out = nn.Linear(20, 4)

    def forward(self, x):
        x = self.first(x)
        x = torch.cat([self.one(x), self.pooled(F.avg_pool2d(x, 3, 1, 1)), self.three(x),
                       F.max_pool2d(x, 3, 1, 1)], 1)
        return self.out(torch.flatten(F.adaptive_avg_pool2d(x, (1, 1)), 1))


net("inception", Inception, images(3, 20), BATCH, *TWO)


def shuffled(module):
    """Running statistics as a trained net has them, and no layer that makes all nearly zero."""
    for part in module.modules():
        if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d)):
            part.running_mean.normal_(0, 0.3)
            part.running_var.uniform_(0.5, 1.5)
    for name, weight in module.named_parameters():
        if name.endswith("layer_scale"):
            weight.data.uniform_(0.5, 1)
        if name.endswith("heads.head.weight"):
            weight.data.normal_(0, 0.3)
        # What packs well: multiples of 1/128, but of those that make others.
        if "parametrizations" not in name:
            weight.data = (weight.data * 128).round() / 128
    return module.eval()


def write_tensor(file, name, array):
    file.write_bytes(numpy_helper.from_array(np.ascontiguousarray(array), name).SerializeToString())


def export(folder, name):
    module, inputs, free, sizes = NETS[name]
    torch.manual_seed(sum(map(ord, name)))
    module = module()
    with torch.no_grad():
        module(*inputs(Draw(0), **sizes[0]))
    module = shuffled(module)
    symbols = {}
    shapes = tuple({axis: symbols.setdefault(s, torch.export.Dim(s, min=1 if s == "batch" else 4, max=4096))
                    for axis, s in axes.items()} for axes in free)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "model.onnx"
    example = inputs(Draw(1), **sizes[0])
    arguments = dict(dynamo=True, external_data=False)
    shapes = (shapes,) if isinstance(module, Fn) else shapes
    if any(symbols):
        arguments["dynamic_shapes"] = shapes
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        torch.onnx.export(module, example, str(file), **arguments)
    model = onnx.load(file)
    # What is left is what matters: names of Python's files and inferred shapes take most room.
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for value in [*model.graph.input, *model.graph.output, *model.graph.initializer]:
        del value.metadata_props[:]
    del model.graph.value_info[:]
    del model.graph.metadata_props[:]
    del model.metadata_props[:]
    onnx.save(model, file)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    for i, size in enumerate(sizes):
        given = inputs(Draw(10 + i), **size)
        names = [value.name for value in session.get_inputs()]
        answers = session.run(None, dict(zip(names, (value.numpy() for value in given))))
        with torch.no_grad():
            expected = module(*given)
        expected = expected if isinstance(expected, tuple) else (expected,)
        for a, b in zip(answers, expected):
            np.testing.assert_allclose(a, b.numpy(), rtol=1e-3, atol=1e-4)
        data = folder / f"test_data_set_{i}"
        data.mkdir(exist_ok=True)
        for j, value in enumerate(given):
            write_tensor(data / f"input_{j}.pb", names[j], value.numpy())
        for j, answer in enumerate(answers):
            write_tensor(data / f"output_{j}.pb", session.get_outputs()[j].name, answer)
    return file.stat().st_size


def main():
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    torch.set_num_threads(1)
    folder = Path(sys.argv[1]) / "torch"
    for name in sys.argv[2:] or NETS:
        try:
            print(f"{name}: {export(folder / name, name)} bytes", flush=True)
        except Exception as problem:
            print(f"{name}: NOT WRITTEN: {str(problem)[:300]}".replace("\n", " "), flush=True)


if __name__ == "__main__":
    main()
