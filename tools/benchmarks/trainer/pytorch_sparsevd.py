#!/usr/bin/env python3
"""Seconds per epoch of Sparse Variational Dropout in PyTorch, by the mathematics of our trainer.

Written for PyTorch 1.13, as Debian 12 packages it:

    apt-get install python3-torch libopenblas0-pthread

Every weight is a Gaussian of mean W and variance V = exp(logAlpha) W^2, where logAlpha =
clip(logSigma2 - log W^2, -8, 8). A layer samples its output (local reparametrisation),

    y = x W + sqrt(x^2 V + 1e-8) e + b,    e ~ N(0, 1),

the loss is the mean cross-entropy plus 0.1 KL / 60000, and Adam moves W, logSigma2 and b. It prints
one line of JSON, as org.sparsevd.benchmarks.training.EpochTime reads it.

PyTorch is given what it likes best: all images converted to float32 before the clock starts, no
augmentation, and whichever BLAS and convolution it chooses. An epoch is the same number of steps
of the same batch on both sides.
"""

import argparse
import gzip
import json
import os
import resource
import statistics
import struct
import time
from functools import partial
from pathlib import Path

BUNDLED = Path(__file__).resolve().parents[3] / (
    "trainer/src/main/resources/org/sparsevd/trainer/data/mnist"
)
BATCHES = {
    "lenet-300-100": 192,
    "lenet-5": 96,
    "vgg-like-0.25": 96,
    "resnet-8": 96,
    "resnet-20": 96,
}
CIFAR_IMAGES = 50_000


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", choices=sorted(BATCHES), default="lenet-300-100")
    parser.add_argument(
        "--kind",
        choices=["sparse", "dense"],
        default="sparse",
        help="with noise and KL divergence, or the means alone",
    )
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--blas-threads",
        type=int,
        help="threads of OpenBLAS (as --threads if not given): two pools of spinning threads on"
        " two cores can be slower than one",
    )
    parser.add_argument(
        "--channels-last",
        action="store_true",
        help="images and weights with channels innermost, which can be faster for convolutions",
    )
    parser.add_argument("--batch", type=int, help="images a step (the preset's if not given)")
    parser.add_argument(
        "--warmup", type=int, help="steps before the clock starts (an epoch if not given)"
    )
    parser.add_argument("--steps", type=int, help="steps to measure (an epoch if not given)")
    parser.add_argument(
        "--data", type=Path, default=BUNDLED, help="folder with the four IDX files, plain or gzip"
    )
    return parser.parse_args()


ARGS = arguments()
# The libraries read these when they are loaded.
os.environ["OMP_NUM_THREADS"] = str(ARGS.threads)
os.environ["OPENBLAS_NUM_THREADS"] = str(ARGS.blas_threads or ARGS.threads)

try:
    import torch
    import torch.nn.functional as F
except ImportError as error:
    raise SystemExit(
        f"{error}: this Python has no PyTorch, apt-get install python3-torch libopenblas0-pthread"
    ) from None

CLIP = 8.0
TINY = 1e-30
VARIANCE_FLOOR = 1e-8
INITIAL_LOG_SIGMA2 = -10.0
LEARNING_RATE = 1e-3
# Small, so that the net learns from the first step on: the presets raise it over epochs.
KL_WEIGHT = 0.1
K1, K2, K3 = 0.63576, 1.87320, 1.48695


def read_idx(folder, name, magic, header_words):
    """The numbers of an IDX file behind its header, and the extents that the header gives."""
    path = folder / name
    content = path.read_bytes() if path.exists() else gzip.open(f"{path}.gz").read()
    found, *extents = struct.unpack(f">{header_words}I", content[: 4 * header_words])
    if found != magic:
        raise SystemExit(f"{path}: expected magic number {magic}, found {found}")
    return torch.frombuffer(bytearray(content[4 * header_words :]), dtype=torch.uint8), extents


def read_training_set(folder, flat):
    """Images less their mean, float32, and labels."""
    pixels, (count, height, width) = read_idx(folder, "train-images-idx3-ubyte", 2051, 4)
    labels, _ = read_idx(folder, "train-labels-idx1-ubyte", 2049, 2)
    images = pixels.view(count, 1, height, width).float() / 256
    images -= images.mean(0, keepdim=True) if flat else images.mean()
    return (images.view(count, -1) if flat else images), labels.long()


def noise():
    """Random images of CIFAR's extents: the time of a step does not depend on what they show."""
    count = 5_000
    return torch.rand(count, 3, 32, 32) - 0.5, torch.randint(10, (count,))


class SparseVd(torch.nn.Module):
    """A fully connected layer or convolution of Gaussian weights."""

    def __init__(self, shape, noisy, padding=0, stride=1):
        super().__init__()
        weight = torch.empty(shape)
        if len(shape) == 2:
            torch.nn.init.normal_(weight, std=0.01)
            self.product = F.linear
        else:
            torch.nn.init.xavier_uniform_(weight)
            self.product = partial(F.conv2d, padding=padding, stride=stride)
        self.noisy = noisy
        self.mean = torch.nn.Parameter(weight)
        self.bias = torch.nn.Parameter(torch.zeros(shape[0]))
        if noisy:
            self.log_sigma2 = torch.nn.Parameter(torch.full(shape, INITIAL_LOG_SIGMA2))

    def forward(self, x):
        y = self.product(x, self.mean, self.bias)
        if not self.noisy:
            return y
        square = self.mean * self.mean
        self.log_alpha = (self.log_sigma2 - torch.log(square + TINY)).clamp(-CLIP, CLIP)
        variance = self.product(x * x, torch.exp(self.log_alpha) * square)
        return y + torch.sqrt(variance + VARIANCE_FLOOR) * torch.randn_like(y)

    def divergence(self):
        """KL divergence from the prior, in nats; to be called after forward."""
        a = self.log_alpha
        return (K1 - K1 * torch.sigmoid(K2 + K3 * a) + 0.5 * F.softplus(-a)).sum()


class Net(torch.nn.Module):
    """LeNet-300-100 or LeNet-5-Caffe; ReLU behind the pooling gives the same for less work."""

    def __init__(self, network, noisy):
        super().__init__()
        if network == "lenet-300-100":
            shapes = [(300, 784), (100, 300), (10, 100)]
        else:
            shapes = [(20, 1, 5, 5), (50, 20, 5, 5), (500, 800), (10, 500)]
        self.layers = torch.nn.ModuleList(SparseVd(shape, noisy) for shape in shapes)

    def forward(self, x):
        for layer in self.layers[:-1]:
            if layer.mean.dim() == 4:
                x = F.relu(F.max_pool2d(layer(x), 2))
            else:
                x = F.relu(layer(x.flatten(1)))
        return self.layers[-1](x)


class VggLike(torch.nn.Module):
    """13 convolutions 3x3 with batch normalisation, a dense layer and the classifier."""

    GROUPS = ((64, 64), (128, 128), (256,) * 3, (512,) * 3, (512,) * 3)

    def __init__(self, width, noisy):
        super().__init__()
        self.layers = torch.nn.ModuleList()
        self.norms = torch.nn.ModuleList()
        channels = 3
        for group in self.GROUPS:
            for filters in group:
                filters = round(filters * width)
                self.layers.append(SparseVd((filters, channels, 3, 3), noisy, padding=1))
                self.norms.append(torch.nn.BatchNorm2d(filters))
                channels = filters
        self.layers.append(SparseVd((channels, channels), noisy))
        self.norms.append(torch.nn.BatchNorm1d(channels))
        self.layers.append(SparseVd((10, channels), noisy))

    def forward(self, x):
        layer = 0
        for group in self.GROUPS:
            for _ in group:
                x = F.relu(self.norms[layer](self.layers[layer](x)))
                layer += 1
            x = F.max_pool2d(x, 2)
        x = F.relu(self.norms[layer](self.layers[layer](x.flatten(1))))
        return self.layers[-1](x)


class Normalised(torch.nn.Module):
    """A convolution that keeps the image's size but for its stride, and batch normalisation."""

    def __init__(self, filters, channels, kernel, stride, noisy, normalised=True):
        super().__init__()
        shape = (filters, channels, kernel, kernel)
        self.layer = SparseVd(shape, noisy, kernel // 2, stride)
        self.norm = torch.nn.BatchNorm2d(filters) if normalised else torch.nn.Identity()

    def forward(self, x):
        return self.norm(self.layer(x))


class ResidualBlock(torch.nn.Module):
    """Two convolutions, and a third of 1x1 past them where the image gets smaller."""

    def __init__(self, filters, channels, stride, noisy, normalised):
        super().__init__()
        self.first = Normalised(filters, channels, 3, stride, noisy)
        self.second = Normalised(filters, filters, 3, 1, noisy)
        self.past = (
            Normalised(filters, channels, 1, stride, noisy, normalised)
            if stride > 1
            else torch.nn.Identity()
        )

    def forward(self, x):
        return F.relu(self.second(F.relu(self.first(x))) + self.past(x))


class ResNet(torch.nn.Module):
    """Three stages of residual blocks of 16, 32 and 64 filters."""

    def __init__(self, network, noisy):
        super().__init__()
        per_stage = 1 if network == "resnet-8" else 3
        self.stem = Normalised(16, 3, 3, 1, noisy)
        blocks = []
        channels = 16
        for block in range(3 * per_stage):
            filters = 16 << block // per_stage
            stride = 2 if filters > channels else 1
            normalised = network != "resnet-8"
            blocks.append(ResidualBlock(filters, channels, stride, noisy, normalised))
            channels = filters
        self.blocks = torch.nn.Sequential(*blocks)
        self.dense = SparseVd((10, channels), noisy)
        self.layers = [m for m in self.modules() if isinstance(m, SparseVd)]

    def forward(self, x):
        return self.dense(self.blocks(F.relu(self.stem(x))).mean((2, 3)))


def blas():
    """The BLAS that this process has loaded, where the system tells."""
    try:
        maps = Path("/proc/self/maps").read_text()
    except OSError:
        return "unknown BLAS"
    names = {Path(line.split()[-1]).name for line in maps.splitlines() if "blas" in line}
    return ", ".join(sorted(n for n in names if "openblas" in n) or sorted(names)) or "own BLAS"


def main():
    torch.manual_seed(1)
    torch.set_num_threads(ARGS.threads)
    batch = ARGS.batch or BATCHES[ARGS.network]
    noisy = ARGS.kind == "sparse"
    if ARGS.network.startswith("vgg-like"):
        images, labels = noise()
        count = CIFAR_IMAGES
        net = VggLike(float(ARGS.network.split("-")[2]), noisy)
    elif ARGS.network.startswith("resnet"):
        images, labels = noise()
        count = CIFAR_IMAGES
        net = ResNet(ARGS.network, noisy)
    else:
        images, labels = read_training_set(ARGS.data, ARGS.network == "lenet-300-100")
        count = len(labels)
        net = Net(ARGS.network, noisy)
    if ARGS.channels_last:
        net = net.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    per_epoch = (count + batch - 1) // batch
    warmup = per_epoch if ARGS.warmup is None else ARGS.warmup
    steps = per_epoch if ARGS.steps is None else ARGS.steps
    adam = torch.optim.Adam(net.parameters(), lr=LEARNING_RATE)
    order = torch.randperm(count) % len(labels)
    times, losses = [], []
    for step in range(warmup + steps):
        start = time.perf_counter()
        chosen = order[step % per_epoch * batch :][:batch]
        loss = F.cross_entropy(net(images[chosen]), labels[chosen])
        total = loss
        if noisy:
            divergence = sum(layer.divergence() for layer in net.layers)
            total = loss + KL_WEIGHT / count * divergence
        adam.zero_grad(set_to_none=True)
        total.backward()
        adam.step()
        losses.append(loss.item())
        if step >= warmup:
            times.append(time.perf_counter() - start)
    print(
        json.dumps(
            {
                "implementation": f"PyTorch {torch.__version__}, {blas()}"
                f", {ARGS.blas_threads or ARGS.threads} BLAS threads"
                + (", channels last" if ARGS.channels_last else ""),
                "network": ARGS.network,
                "kind": ARGS.kind,
                "threads": ARGS.threads,
                "batch": batch,
                "steps": steps,
                "seconds_per_epoch": statistics.fmean(times) * per_epoch,
                "median_seconds_per_epoch": statistics.median(times) * per_epoch,
                "loss": statistics.fmean(losses[-per_epoch:]),
                "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
