"""Well-known nets with random weights as ONNX files, written by PyTorch's own exporter.

    python3 export_nets.py FOLDER            all nets in their real size (VGG-16 takes 550 MB)
    python3 export_nets.py FOLDER --small    the same nets of a few channels: the test fixtures

The nets are written here from their papers, so that nothing but PyTorch (1.13) is needed. Beside
each NAME.onnx stands NAME.txt: the input's shape, an input and PyTorch's output for it.
"""

import sys
from pathlib import Path

import torch
from torch import nn


def conv(inputs, outputs, kernel=3, stride=1, groups=1, activation=nn.ReLU, norm=True):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=not norm)]
    if norm:
        layers.append(nn.BatchNorm2d(outputs))
    if activation:
        layers.append(activation())
    return nn.Sequential(*layers)


def mlp(width, inputs):
    return nn.Sequential(
        nn.Linear(inputs, 30 * width), nn.ReLU(), nn.Linear(30 * width, 10 * width), nn.Tanh(),
        nn.Linear(10 * width, 10), nn.LogSoftmax(1))


def lenet5(width):
    return nn.Sequential(
        nn.Conv2d(1, 2 * width, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(2 * width, 5 * width, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(80 * width, 50 * width), nn.ReLU(), nn.Dropout(0.5), nn.Linear(50 * width, 10))


class Vgg(nn.Module):
    """Simonyan and Zisserman, 2015, configurations A and D."""

    PLANS = {11: "1-2-44-88-88-", 16: "11-22-444-888-888-"}

    def __init__(self, depth, width, size, hidden, classes):
        super().__init__()
        layers = []
        channels = 3
        for step in self.PLANS[depth]:
            if step == "-":
                layers.append(nn.MaxPool2d(2, 2))
            else:
                layers.append(conv(channels, int(step) * width, norm=depth == 11))
                channels = int(step) * width
        self.features = nn.Sequential(*layers)
        self.pool = nn.AdaptiveAvgPool2d(size // 32)
        self.classifier = nn.Sequential(
            nn.Linear(channels * (size // 32) ** 2, hidden), nn.ReLU(), nn.Dropout(),
            nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(), nn.Linear(hidden, classes))

    def forward(self, x):
        return self.classifier(torch.flatten(self.pool(self.features(x)), 1))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.path = nn.Sequential(
            conv(inputs, outputs, stride=stride), conv(outputs, outputs, activation=None))
        same = inputs == outputs and stride == 1
        self.short = nn.Identity() if same else conv(inputs, outputs, 1, stride, activation=None)

    def forward(self, x):
        return torch.relu(self.path(x) + self.short(x))


class ResNet(nn.Module):
    """He et al., 2016; 18 layers for ImageNet, 20 for CIFAR (with projections)."""

    def __init__(self, depth, width, classes):
        super().__init__()
        if depth == 18:
            stem = [conv(3, width, 7, 2), nn.MaxPool2d(3, 2, 1)]
            plan = [(1, 1), (1, 1), (2, 2), (2, 1), (4, 2), (4, 1), (8, 2), (8, 1)]
        else:
            stem = [conv(3, width)]
            plan = [(1, 1)] * 3 + [(2, 2)] + [(2, 1)] * 2 + [(4, 2)] + [(4, 1)] * 2
        channels = width
        for factor, stride in plan:
            stem.append(Block(channels, factor * width, stride))
            channels = factor * width
        self.body = nn.Sequential(*stem)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(channels, classes)

    def forward(self, x):
        x = self.pool(self.body(x))
        return self.head(x.view(x.size(0), -1))


class Bottleneck(nn.Module):
    def __init__(self, inputs, outputs, stride, expansion):
        super().__init__()
        hidden = inputs * expansion
        layers = [] if expansion == 1 else [conv(inputs, hidden, 1, activation=nn.ReLU6)]
        layers.append(conv(hidden, hidden, 3, stride, hidden, nn.ReLU6))
        layers.append(conv(hidden, outputs, 1, activation=None))
        self.path = nn.Sequential(*layers)
        self.adds = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.path(x) if self.adds else self.path(x)


class MobileNetV2(nn.Module):
    """Sandler et al., 2018."""

    def __init__(self, width, classes, repeat):
        super().__init__()
        plan = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
                (6, 160, 3, 2), (6, 320, 1, 1)]
        channels = max(4, int(32 * width))
        layers = [conv(3, channels, 3, 2, activation=nn.ReLU6)]
        for expansion, outputs, count, stride in plan:
            outputs = max(4, int(outputs * width))
            for i in range(count if repeat else 1):
                layers.append(Bottleneck(channels, outputs, stride if i == 0 else 1, expansion))
                channels = outputs
        last = max(8, int(1280 * width))
        layers.append(conv(channels, last, 1, activation=nn.ReLU6))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(last, classes))

    def forward(self, x):
        return self.classifier(self.features(x).mean([2, 3]))


class UNet(nn.Module):
    """Ronneberger et al., 2015, with padding; back up by resizing or by transposed convolution."""

    def __init__(self, width, classes, transposed):
        super().__init__()
        self.enter = conv(3, width, activation=lambda: nn.LeakyReLU(0.1))
        self.down = conv(width, 2 * width, activation=nn.PReLU)
        self.deep = conv(2 * width, 4 * width, activation=nn.Hardswish)
        self.pool = nn.MaxPool2d(2)
        up = [nn.ConvTranspose2d(4 * width, 2 * width, 2, 2),
              nn.ConvTranspose2d(2 * width, width, 3, 2, 1, 1)]
        same = [nn.Sequential(nn.Upsample(scale_factor=2), conv(4 * width, 2 * width, 1)),
                nn.Sequential(nn.Upsample(scale_factor=2), conv(2 * width, width, 1))]
        self.up = nn.ModuleList(up if transposed else same)
        self.left = conv(4 * width, 2 * width)
        self.leave = conv(2 * width, width)
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        top = self.enter(x)
        middle = self.down(self.pool(top))
        bottom = self.deep(self.pool(middle))
        y = self.left(torch.cat([middle, self.up[0](bottom)], 1))
        y = self.leave(torch.cat([top, self.up[1](y)], 1))
        return torch.softmax(self.head(y), 1)


class Fire(nn.Module):
    def __init__(self, inputs, squeeze, expand):
        super().__init__()
        self.squeeze = conv(inputs, squeeze, 1, norm=False)
        self.one = conv(squeeze, expand, 1, norm=False)
        self.three = conv(squeeze, expand, 3, norm=False)

    def forward(self, x):
        x = self.squeeze(x)
        return torch.cat([self.one(x), self.three(x)], 1)


class SqueezeNet(nn.Module):
    """Iandola et al., 2016, version 1.1: pooling with ceil_mode."""

    def __init__(self, width, classes):
        super().__init__()
        w = width
        pool = lambda: nn.MaxPool2d(3, 2, ceil_mode=True)
        self.features = nn.Sequential(
            nn.Conv2d(3, 4 * w, 3, 2), nn.ReLU(), pool(),
            Fire(4 * w, w, 4 * w), Fire(8 * w, w, 4 * w), pool(),
            Fire(8 * w, 2 * w, 8 * w), Fire(16 * w, 2 * w, 8 * w), pool(),
            Fire(16 * w, 3 * w, 12 * w), Fire(24 * w, 3 * w, 12 * w),
            Fire(24 * w, 4 * w, 16 * w), Fire(32 * w, 4 * w, 16 * w))
        self.classifier = nn.Sequential(
            nn.Dropout(), nn.Conv2d(32 * w, classes, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1))

    def forward(self, x):
        return torch.flatten(self.classifier(self.features(x)), 1)


class Gates(nn.Module):
    """Squeeze and excitation (Hu et al., 2018) with the activations of MobileNetV3."""

    def __init__(self, width, classes):
        super().__init__()
        self.enter = conv(3, width, 3, 2, activation=nn.Hardswish)
        self.down = nn.Conv2d(width, width // 2, 1)
        self.up = nn.Conv2d(width // 2, width, 1)
        self.wide = nn.Conv2d(width, 2 * width, 3, padding=2, dilation=2, groups=2)
        self.pad = nn.ZeroPad2d((0, 1, 0, 1))
        self.head = nn.Linear(2 * width, classes)

    def forward(self, x):
        x = self.enter(x)
        gate = torch.relu(self.down(x.mean((2, 3), keepdim=True)))
        x = x * nn.functional.hardsigmoid(self.up(gate))
        x = self.wide(x)
        x = nn.functional.silu(self.pad(x))
        x = nn.functional.avg_pool2d(x, 3, 2, 1, count_include_pad=True)
        return torch.sigmoid(self.head(x.mean((2, 3))))


def nets(small):
    """Name, net, input shape, operator set."""
    big = not small
    image = 224 if big else 32
    classes = 1000 if big else 10
    return [
        ("mlp", mlp(10 if big else 1, 784 if big else 100), (784 if big else 100,), 9),
        ("lenet5", lenet5(10 if big else 1), (1, 28, 28), 11),
        ("vgg11", Vgg(11, 64 if big else 2, image, 4096 if big else 20, classes), (3, image, image), 12),
        ("vgg16", Vgg(16, 64 if big else 1, image, 4096 if big else 20, classes), (3, image, image), 13),
        ("resnet18", ResNet(18, 64 if big else 2, classes), (3, image, image), 14),
        ("resnet20", ResNet(20, 16 if big else 2, 10), (3, 32, 32), 9),
        ("mobilenetv2", MobileNetV2(1.0 if big else 0.05, classes, big), (3, image, image), 16),
        ("unet", UNet(16 if big else 2, 4, False), (3, 64 if big else 16, 64 if big else 24), 13),
        ("unet-transposed", UNet(16 if big else 2, 4, True), (3, 64 if big else 16, 48 if big else 8), 15),
        ("squeezenet", SqueezeNet(16 if big else 1, classes), (3, image, image), 13),
        ("gates", Gates(16 if big else 4, 10), (3, 32 if big else 15, 32 if big else 13), 14),
    ]


def randomise(net):
    """Statistics of batch normalisation as a trained net has them: not 0 and 1."""
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.2)
            nn.init.normal_(module.running_mean, 0, 0.2)
            nn.init.uniform_(module.running_var, 0.5, 1.5)


def main():
    folder = Path(sys.argv[1])
    small = "--small" in sys.argv
    wanted = [a for a in sys.argv[2:] if not a.startswith("--")]
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for name, net, shape, opset in nets(small):
        if wanted and name not in wanted:
            continue
        torch.manual_seed(1)
        randomise(net)
        net.eval()
        x = torch.randn(1, *shape)
        # Half of the nets with their batch normalisation as nodes, as other exporters leave it.
        keep = opset in (9, 14)
        torch.onnx.export(
            net, x, str(folder / f"{name}.onnx"), opset_version=opset, do_constant_folding=True,
            training=torch.onnx.TrainingMode.PRESERVE if keep else torch.onnx.TrainingMode.EVAL,
            input_names=["input"], output_names=["output"],
            dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}})
        with torch.no_grad():
            y = net(x)
        lines = [" ".join(map(str, shape))]
        lines += [" ".join(f"{v:.9g}" for v in t.flatten().tolist()) for t in (x, y)]
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n")
        print(name, (folder / f"{name}.onnx").stat().st_size, "bytes", tuple(y.shape))


if __name__ == "__main__":
    main()
