"""Reads .spvd files, versions 1 to 4, as FORMAT.md says; written from that page alone.

    python3 spvd.py FILE...

prints each model as lines: the input's shape, a line per node with its tensors, the output. A tensor
is told by its size and the CRC-32 of its float32 values. Nodes of a file with a general header are
told with their attributes in place of shapes. Exit code 1 for a file that is refused.
"""

import math
import re
import struct
import sys
import zlib

from coded import Refused, Stream
from tabled import tabled

DENSE, CONV, MAX_POOL, AVG_POOL, GLOBAL_POOL, NORM, AFFINE = range(1, 8)
RELU, ADD, CONCAT, FLATTEN, SOFTMAX, LEAKY, PRELU, CLIP = range(8, 16)
SIGMOID, TANH, HARD_SIGMOID, HARD_SWISH, MUL, RESHAPE, TRANSPOSE, PAD, UPSAMPLE = range(16, 25)
LOG_SOFTMAX, ELU, SELU = range(25, 28)
GELU, MISH, THRESHOLDED = range(35, 38)
SHRINK = 97
QUANTIZE = 99
CONSTANT = 73
RNN, GRU, LSTM = range(120, 123)
LAST = {1: SOFTMAX, 2: SOFTMAX, 3: LOG_SOFTMAX, 4: 255}
OPTIONS = (CONV, AVG_POOL, UPSAMPLE, GELU)
REALS = {LEAKY: 1, CLIP: 2, HARD_SIGMOID: 2, ELU: 1, SELU: 2, THRESHOLDED: 1, SHRINK: 2}
REALS[QUANTIZE] = 1
VALUES = {NORM: 4, AFFINE: 2, DENSE: 2, CONV: 2, PRELU: 1, CONSTANT: 1}
VALUES.update({RNN: 3, GRU: 3, LSTM: 3})
NAMES = (
    "dense conv2d maxpool2d avgpool2d globalavgpool2d batchnorm affine relu add concat flatten"
    " softmax leakyrelu prelu clip sigmoid tanh hardsigmoid hardswish mul reshape transpose pad2d"
    " upsample2d logsoftmax elu selu softplus softsign exp sqrt abs neg erf gelu mish"
    " thresholdedrelu"
).split()
NAMES = dict(enumerate(NAMES, 1))
NAMES.update(
    enumerate(
        "reciprocal log sin cos tan asin acos atan sinh cosh asinh acosh atanh floor ceil round"
        " sign shrink silu quantize".split(),
        80,
    )
)

# General operators: name, number of inputs (0 for any, None for none), attributes: numbers up to
# which a varint goes, L for a list, F for a float.
GENERAL = {
    39: ("reshapeopen", 1, "L"),
    60: ("where", 3, ""),
    61: ("cast", 1, "4"),
    62: ("reduce", 1, "9L"),
    63: ("argextreme", 1, "711"),
    64: ("along", 1, "57"),
    65: ("normalise", 1, "71F"),
    66: ("matmul", 2, ""),
    67: ("slice", 1, "LLL"),
    68: ("expand", 1, "L"),
    69: ("pad", 1, "LL3F"),
    70: ("moveaxes", 1, "L"),
    71: ("gather", 2, "7"),
    72: ("concatalong", 0, "7"),
    73: ("constant", None, "4"),
    75: ("resize", 1, "7661FFFFFL"),
    76: ("attention", 0, "H21F"),
    77: ("shuffle", 1, "7H"),
    78: ("ranked", 1, "711L"),
    RNN: ("rnn", 0, "111777F"),
    GRU: ("gru", 0, "111777F"),
    LSTM: ("lstm", 0, "111777F"),
}
BINARY = (
    "plus minus times over power least most modulo remainder equal less lessorequal greater"
    " greaterorequal and or xor leaky"
).split()
GENERAL.update({40 + i: (name, 2, "1") for i, name in enumerate(BINARY)})
NAMES.update({number: row[0] for number, row in GENERAL.items()})
TYPES = "FLOAT INT64 INT32 UINT8 BOOL".split()


def crc32c(data):
    table = []
    for i in range(256):
        for _ in range(8):
            i = i >> 1 ^ (0x82F63B78 if i & 1 else 0)
        table.append(i)
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


class Reader:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count):
        if count > len(self.data) - self.at:
            raise Refused(f"byte {self.at}: {count} bytes are missing")
        self.at += count
        return self.data[self.at - count : self.at]

    def u8(self):
        return self.take(1)[0]

    def f32(self):
        return struct.unpack("<f", self.take(4))[0]

    def varint(self, least=0, most=(1 << 31) - 1):
        value = 0
        for i in range(5):
            byte = self.u8()
            value |= (byte & 0x7F) << 7 * i
            if byte < 0x80:
                if i > 0 and byte == 0:
                    raise Refused(f"byte {self.at}: a needless last byte")
                if not least <= value <= most:
                    raise Refused(f"byte {self.at}: {value} is not {least} to {most}")
                return value
        raise Refused(f"byte {self.at}: no varint")

    def string(self, least=0, most=1024):
        try:
            return self.take(self.varint(least, most)).decode("utf-8")
        except UnicodeDecodeError as e:
            raise Refused(f"byte {self.at}: no UTF-8") from e

    def list(self):
        """Numbers, and expressions as text."""
        numbers = []
        for _ in range(self.varint(0, 8)):
            value = self.varint()
            if value == 2:
                raise Refused(f"byte {self.at}: a negative zero")
            if value == 0:
                numbers.append(expression(self.string(1, 1000)))
            else:
                numbers.append((value - 1) // 2 * (1 if value % 2 else -1))
        return numbers

    def end(self):
        if self.at != len(self.data):
            raise Refused(f"byte {self.at}: bytes are left over")


def expression(text):
    """The text of a sum, checked."""
    words = re.findall(r"[A-Za-z0-9_.]+|[^ ]", text)

    def take(word):
        if words and words[0] == word:
            words.pop(0)
            return True
        return False

    def total(depth):
        take("-")
        product(depth)
        while take("+") or take("-"):
            product(depth)

    def product(depth):
        factor(depth)
        while take("*"):
            factor(depth)

    def factor(depth):
        word = words.pop(0) if words else ""
        if word in ("floor", "max") and depth < 16:
            for after, inside in (("(", True), (",", True), (")", False)):
                if not take(after):
                    raise Refused(f"'{text}' is no expression")
                if inside:
                    total(depth + 1)
        elif not re.fullmatch(r"[0-9]{1,18}|[A-Za-z_][A-Za-z0-9_.]{0,63}", word):
            raise Refused(f"'{text}' is no expression")

    total(0)
    if words:
        raise Refused(f"'{text}' is no expression")
    return text


def shape_of(numbers):
    if any(isinstance(n, int) and n < 1 for n in numbers):
        raise Refused("a dimension below 1")
    return numbers


class Bits:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def bit(self):
        if self.at >= 8 * len(self.data):
            raise Refused("a bit stream ends early")
        value = self.data[self.at >> 3] >> (self.at & 7) & 1
        self.at += 1
        return value

    def rice(self, k):
        value = 0
        while self.bit():
            value += 1
        return value << k | sum(self.bit() << i for i in range(k))

    def rest(self):
        """The bytes behind the last one that was touched, whose other bits are zero."""
        while self.at & 7:
            if self.bit():
                raise Refused("a bit stream is not filled with zeros")
        return self.data[self.at >> 3 :]


def floats(data):
    if len(data) % 4:
        raise Refused("a tensor's bytes do not fit its values")
    return list(struct.unpack(f"<{len(data) // 4}f", data))


def stored(kind, data, rows, columns):
    """The values of a tensor of kind 0 to 2 or 4, row-major."""
    if kind == 4:
        return tabled(Reader(data), rows, columns)
    if kind == 0:
        values = floats(data)
        if len(values) != rows * columns:
            raise Refused("a dense tensor has another size")
        return values
    if kind not in (1, 2):
        raise Refused(f"storage kind {kind} is unknown")
    places, values = (csr if kind == 1 else bitmask)(data, rows, columns)
    if len(places) != len(values):
        raise Refused("a tensor's bytes do not fit its values")
    dense = [0.0] * (rows * columns)
    for place, value in zip(places, values):
        dense[place] = value
    return dense


def csr(data, rows, columns):
    if len(data) < 2 or data[0] & 0x60 or data[1] & 0xE0 or data[0] & 31 == 31 or data[1] == 31:
        raise Refused("CSR: bad header")
    bits = Bits(data[2:])
    if rows > 8 * len(data):
        raise Refused("CSR: the bytes end")
    live = [c for c in range(columns) if bits.bit()] if data[0] & 0x80 else range(columns)
    counts = [bits.rice(data[0] & 31) for _ in range(rows)]
    places = []
    for row, count in enumerate(counts):
        at = -1
        for _ in range(count):
            at += 1 + bits.rice(data[1] & 31)
            if at >= len(live):
                raise Refused("CSR: a gap leads out of the row")
            places.append(row * columns + live[at])
    return places, floats(bits.rest())


def bitmask(data, rows, columns):
    if not data or data[0] > 3 or rows > 8 * len(data):
        raise Refused("bitmask: bad header")
    bits = Bits(data[1:])
    live_rows = [r for r in range(rows) if bits.bit()] if data[0] & 1 else range(rows)
    live_columns = [c for c in range(columns) if bits.bit()] if data[0] & 2 else range(columns)
    places = [r * columns + c for r in live_rows for c in live_columns if bits.bit()]
    return places, floats(bits.rest())


class Node:
    def __init__(self, operator):
        self.operator = operator
        self.inputs = []
        self.attributes = []
        self.window = None
        self.extent = 0
        self.groups = 1
        self.option = False
        self.stored = []
        self.sizes = []
        self.told = []


def window(reader):
    return [reader.varint(1 if i < 6 else 0, 65535) for i in range(10)]


def arity(operator):
    """The number of inputs: 0 for any, None for none."""
    if operator in GENERAL:
        return GENERAL[operator][1]
    return {ADD: 2, MUL: 2, CONCAT: 0}.get(operator, 1)


def inputs(reader, operator, value):
    """Those of the node that makes this value."""
    count = arity(operator) or reader.varint(1)
    return [value - reader.varint(1, value) for _ in range(count)]


def metadata(reader):
    entries = [(reader.string(1), reader.string(0, 65536)) for _ in range(reader.varint(1, 1024))]
    keys = [key.encode("utf-16-be") for key, _ in entries]
    if any(a >= b for a, b in zip(keys, keys[1:])):
        raise Refused("metadata: keys do not ascend")
    return entries


def told(values):
    return f"{len(values)}:{zlib.crc32(struct.pack(f'<{len(values)}f', *values)):08x}"


class Model:
    """The lines that main() prints; made while the shapes of values are inferred."""

    def __init__(self, shape, length):
        self.lines = ["input " + " ".join(map(str, shape))]
        self.shapes = [shape]
        self.flattened = {}
        self.elements = (1 << 24) + 4096 * length
        self.expand(shape)

    def expand(self, shape):
        self.elements -= math.prod(shape)
        if self.elements < 0:
            raise Refused("the expansion limit is exceeded")

    def add(self, name, node, tensors):
        """Tensors are lists of values."""
        shape = output_shape(node, [self.shapes[i] for i in node.inputs])
        self.expand(shape)
        if node.operator == FLATTEN:
            self.flattened[len(self.shapes)] = self.shapes[node.inputs[0]]
        self.shapes.append(shape)
        words = [told(t) for t in tensors]
        read = " ".join(map(str, node.inputs))
        sizes = " ".join(map(str, shape))
        self.lines.append(" | ".join([f"{node.operator} {name}", read, sizes] + words))


def output_shape(node, shapes):
    shape = shapes[0]
    op = node.operator
    if op == DENSE:
        return [node.extent]
    if op in (CONV, MAX_POOL, AVG_POOL):
        kh, kw, sh, sw, dh, dw, top, left, bottom, right = node.window
        height = (shape[1] + top + bottom - dh * (kh - 1) - 1) // sh + 1
        width = (shape[2] + left + right - dw * (kw - 1) - 1) // sw + 1
        if height < 1 or width < 1:
            raise Refused("a window is larger than its image")
        return [node.extent if op == CONV else shape[0], height, width]
    if op == GLOBAL_POOL:
        return [shape[0], 1, 1]
    if op == CONCAT:
        return [sum(s[0] for s in shapes)] + shape[1:]
    if op == FLATTEN:
        return [math.prod(shape)]
    if op == RESHAPE:
        return node.attributes
    if op == TRANSPOSE:
        return [shape[i] for i in node.attributes]
    if op == PAD:
        top, left, bottom, right = node.attributes
        return [shape[0], shape[1] + top + bottom, shape[2] + left + right]
    if op == UPSAMPLE:
        return [shape[0], shape[1] * node.attributes[0], shape[2] * node.attributes[1]]
    return shape


def read(data):
    """The lines of a file's model."""
    header = Reader(data)
    if header.take(4) != b"SPVD":
        raise Refused("no SPVD file")
    version = header.u8()
    if version not in LAST:
        raise Refused(f"version {version} is unknown")
    length = struct.unpack("<I", header.take(4))[0] if version == 1 else header.varint()
    if length != len(data):
        raise Refused(f"states a length of {length} bytes, has {len(data)}")
    return sections(header) if version == 1 else compact(header, version)


def section(reader, number):
    start = reader.at
    if reader.u8() != number:
        raise Refused(f"byte {start}: expected section {number}")
    payload = reader.take(reader.varint())
    if crc32c(reader.data[start : reader.at]) != struct.unpack("<I", reader.take(4))[0]:
        raise Refused(f"section {number}: checksum")
    return Reader(payload)


def sections(frame):
    """Version 1."""
    graph = section(frame, 1)
    weights = section(frame, 2)
    entries = []
    if frame.at < len(frame.data):
        more = section(frame, 3)
        entries = metadata(more)
        more.end()
    frame.end()
    name = graph.string()
    shape = [graph.varint(1) for _ in range(graph.varint(1, 8))]
    model = Model(shape, len(frame.data))
    count = graph.varint(0, 65536)
    for index in range(count):
        node = Node(graph.u8())
        node_name = graph.string(1)
        node.inputs = inputs(graph, node.operator, index + 1)
        tensors = []
        for rows, columns in described(graph, node):
            kind, size = graph.u8(), graph.varint()
            model.expand([rows, columns])
            tensors.append(stored(kind, weights.take(size), rows, columns))
        model.add(node_name, node, tensors)
    output = graph.varint(0, count)
    graph.end()
    weights.end()
    return finished(model, name, entries, output)


def described(graph, node):
    """Reads a node's attributes in version 1; yields the rows and columns of its tensors."""
    op = node.operator
    if op == DENSE:
        node.extent, columns = graph.varint(1), graph.varint(1)
        yield from [(node.extent, columns), (1, node.extent)]
    elif op == CONV:
        node.extent, channels, node.groups = (graph.varint(1) for _ in range(3))
        node.window = window(graph)
        yield from [(node.extent, channels * math.prod(node.window[:2])), (1, node.extent)]
    elif op in (MAX_POOL, AVG_POOL):
        node.window = window(graph)
        if op == AVG_POOL and graph.u8() > 1:
            raise Refused("countPadding is neither 0 nor 1")
    elif op == NORM:
        channels = graph.varint(1)
        graph.f32()
        yield from [(1, channels)] * 4
    elif op == AFFINE:
        yield from [(1, graph.varint(1))] * 2
    elif not RELU <= op <= SOFTMAX and op != GLOBAL_POOL:
        raise Refused(f"operator {op} is unknown")


def compact(reader, version):
    """Versions 2 to 4."""
    data = reader.data
    if crc32c(data[:-4]) != struct.unpack("<I", data[-4:])[0]:
        raise Refused("checksum")
    start = reader.at
    reader = Reader(data[:-4])
    reader.at = start
    flags = reader.u8()
    if version < 4 and flags >> 6:
        raise Refused("unused flags")
    name = reader.string() if flags & 1 else ""
    if flags & 128:
        return general(reader, name, flags, len(data))
    shape = [reader.varint(1) for _ in range((flags >> 3 & 7) + 1)]
    nodes = []
    for index in range(reader.varint(0, 65536)):
        nodes.append(compact_node(reader, version, index + 1, index, flags & 1))
    output = reader.varint(0, len(nodes)) if flags & 4 else len(nodes)
    entries = metadata(reader) if flags & 2 else []
    stream = Stream(reader.take(len(reader.data) - reader.at))
    model = Model(shape, len(data))
    uncertain = []
    for node_name, node in nodes:
        tensors = []
        for i, (rows, columns, width, area) in enumerate(tensor_shapes(model, node)):
            model.expand([rows, columns])
            kind, content = node.stored[i] if node.stored else (3, b"")
            if kind == 3:
                tensors.append(stream.next(rows, columns, width, area))
            else:
                tensors.append(stored(kind, content, rows, columns))
        model.add(node_name, node, tensors)
        if flags & 64 and node.operator in (DENSE, CONV):
            model.expand([len(tensors[0])])
            uncertain.append((node_name, node.extent, tensors[0]))
    deviations = []
    for node_name, rows, weight in uncertain:
        values = stream.deviations(rows, weight)
        if values:
            deviations.append(f"deviations {node_name} {told(values)}")
    if flags & 64 and not deviations:
        raise Refused("deviations are announced, and there are none")
    stream.decoder.finish()
    return finished(model, name, entries, output) + deviations


def general(reader, name, flags, length):
    """The rest of a file with a general header."""
    if flags & 0x34:
        raise Refused("unused flags")
    lines = [f"name {name}", "batched" if flags & 8 else "whole"]
    taken = []
    for _ in range(reader.varint(0, 1024)):
        taken.append(reader.string(1))
        kind = TYPES[reader.varint(0, 4)]
        lines.append(f"input {taken[-1]} {kind} {numbers(shape_of(reader.list()))}")
    nodes = []
    for index in range(reader.varint(0, 65536)):
        value = len(taken) + index
        nodes.append(compact_node(reader, 4, value, index, flags & 1, taken))
    values = taken + [node_name for node_name, _ in nodes]
    if len(set(values)) < len(values):
        raise Refused("two values have one name")
    outputs = []
    for _ in range(reader.varint(1, 1024)):
        output_name = reader.string()
        number = reader.varint(0, len(values) - 1)
        outputs.append(f"output {output_name or values[number]} {number}")
    if len({line.rsplit(" ", 1)[0] for line in outputs}) < len(outputs):
        raise Refused("two outputs have one name")
    entries = metadata(reader) if flags & 2 else []
    stream = Stream(reader.take(len(reader.data) - reader.at))
    allowed = (1 << 24) + 4096 * length
    weights = []
    for node_name, node in nodes:
        words = []
        for i, (rows, columns, width, area) in enumerate(stated_shapes(node)):
            allowed -= rows * columns
            if allowed < 0:
                raise Refused("the expansion limit is exceeded")
            kind, content = node.stored[i] if node.stored else (3, b"")
            if kind == 3:
                words.append(stream.next(rows, columns, width, area))
            else:
                words.append(stored(kind, content, rows, columns))
        if node.operator in (DENSE, CONV):
            weights.append((node_name, node.extent, words[0]))
        read = " ".join(map(str, node.inputs))
        told_words = [told(t) for t in words]
        lines.append(
            " | ".join([f"{node.operator} {node_name}", read, " ".join(node.told)] + told_words)
        )
    deviations = []
    for node_name, rows, weight in weights if flags & 64 else []:
        values = stream.deviations(rows, weight)
        if values:
            deviations.append(f"deviations {node_name} {told(values)}")
    if flags & 64 and not deviations:
        raise Refused("deviations are announced, and there are none")
    stream.decoder.finish()
    return lines + outputs + [f"{key}={value}" for key, value in entries] + deviations


def numbers(values):
    return "[" + ", ".join(map(str, values)) + "]"


def stated(reader, node):
    """What a node of a file with a general header states of its tensors' shapes."""
    if node.operator in GENERAL:
        node.sizes = [shape_of(reader.list()) for _ in range(VALUES.get(node.operator, 0))]
        if any(isinstance(n, str) for shape in node.sizes for n in shape):
            raise Refused("a tensor's shape depends on symbols")
        node.told += map(numbers, node.sizes)
    elif node.operator in VALUES:
        node.sizes = [reader.varint(1)]
    if node.operator == DENSE and node.option:
        node.sizes += [reader.varint(1), reader.varint()]


def stated_shapes(node):
    """Rows, columns and grid of a node's tensors with a general header."""
    op = node.operator
    if op in GENERAL:
        columns = [shape[-1] if shape else 1 for shape in node.sizes]
        return [(math.prod(s) // c, c, 0, 0) for s, c in zip(node.sizes, columns)]
    if op == DENSE:
        grid = tuple(node.sizes[1:]) or (0, 0)
        grid = (0, 0) if max(grid) > node.sizes[0] else grid
        return [(node.extent, node.sizes[0]) + grid, (1, node.extent, 0, 0)]
    if op == CONV:
        channels = node.sizes[0]
        height, width = node.window[:2]
        grid = flat(channels, width, height * width)
        return [(node.extent, channels * height * width) + grid, (1, node.extent, 0, 0)]
    return [(1, node.sizes[0], 0, 0)] * VALUES[op] if op in VALUES else []


def general_attributes(reader, node):
    for form in GENERAL[node.operator][2]:
        if form == "L":
            node.told.append(numbers(reader.list()))
        elif form == "F":
            node.told.append(f"{struct.unpack('<I', reader.take(4))[0]:08x}")
        elif form == "H":
            node.told.append(str(reader.varint(1, 65535)))
        else:
            node.told.append(str(reader.varint(0, int(form))))


def compact_node(reader, version, value, index, named, taken=None):
    """The node that makes this value; names of inputs only with a general header."""
    first = reader.u8()
    operator = first & 15
    if operator == 15 and version >= 3:
        operator = reader.u8()
        if operator < 15:
            raise Refused(f"operator {operator} is unknown")
    if operator not in NAMES or operator > LAST[version]:
        raise Refused(f"operator {operator} is unknown")
    if operator in GENERAL and taken is None:
        raise Refused(f"operator {operator} needs a general header")
    node = Node(operator)
    windowed = operator in (CONV, MAX_POOL, AVG_POOL)
    options = OPTIONS if taken is None else OPTIONS + (DENSE,)
    known = 0x10 * (arity(operator) is not None) | 0x20 * windowed | 0x40 * (operator in options)
    if first & 0xF0 & ~(known | 0x80 * (operator in VALUES)):
        raise Refused(f"flags {first >> 4} mean nothing for operator {operator}")
    name = reader.string(1) if named else f"{NAMES[operator]}-{index + 1}"
    while not named and taken is not None and name in taken:
        name += "-"
    if first & 0x10:
        node.inputs = inputs(reader, operator, value)
    elif arity(operator) is not None:
        if arity(operator) != 1 or value == 0:
            raise Refused(f"operator {operator} must state its inputs")
        node.inputs = [value - 1]
    node.option = bool(first & 0x40)
    if operator in (DENSE, CONV):
        node.extent = reader.varint(1)
    if taken is not None:
        stated(reader, node)
    elif operator in (AFFINE, PRELU):
        node.extent = reader.varint(1)
    if operator == CONV and node.option:
        node.groups = reader.varint(1)
    if operator == NORM:
        reader.f32()
    if windowed and first & 0x20:
        node.window = window(reader)
    elif windowed:
        side = reader.varint(1, 65535)
        stride = 1 if operator == CONV else side
        node.window = [side, side, stride, stride, 1, 1, 0, 0, 0, 0]
    attributes(reader, node)
    if first & 0x80:
        for _ in range(VALUES[operator]):
            kind = reader.u8()
            node.stored.append((kind, b"" if kind == 3 else reader.take(reader.varint())))
    return name, node


def attributes(reader, node):
    """Those of the operators from version 3 on; numbers that no shape depends on are left out."""
    op = node.operator
    if op in GENERAL:
        general_attributes(reader, node)
    for _ in range(REALS.get(op, 0)):
        reader.f32()
    if op == RESHAPE:
        node.attributes = [reader.varint(1) for _ in range(reader.varint(1, 8))]
    elif op == TRANSPOSE:
        node.attributes = [reader.varint(0, 7) for _ in range(reader.varint(1, 8))]
    elif op == PAD:
        node.attributes = [reader.varint(0, 65535) for _ in range(4)]
        reader.f32()
    elif op == UPSAMPLE:
        node.attributes = [reader.varint(1, 65535) for _ in range(2)]
    elif op == QUANTIZE:
        reader.varint(0, 255)


def tensor_shapes(model, node):
    """Rows, columns and grid (width, area) of a node's tensors from version 2 on."""
    shape = model.shapes[node.inputs[0]]
    op = node.operator
    if op == DENSE:
        image = model.flattened.get(node.inputs[0], [])
        grid = (image[0], image[2], image[1] * image[2]) if len(image) == 3 else (1, 0, 0)
        return [(node.extent, math.prod(shape)) + flat(*grid), (1, node.extent, 0, 0)]
    if op == CONV:
        channels = shape[0] // node.groups
        height, width = node.window[:2]
        grid = flat(channels, width, height * width)
        return [(node.extent, channels * height * width) + grid, (1, node.extent, 0, 0)]
    if op == NORM:
        return [(1, shape[0], 0, 0)] * 4
    return [(1, node.extent, 0, 0)] * VALUES.get(op, 0)


def flat(channels, width, area):
    if area <= 1:
        return 0, 0
    return width, 0 if channels == 1 else area


def finished(model, name, entries, output):
    words = [f"{key}={value}" for key, value in entries]
    return [f"name {name}"] + model.lines + [f"output {output}"] + words


def main(paths):
    code = 0
    for path in paths:
        with open(path, "rb") as file:
            data = file.read()
        try:
            lines = read(data)
        except Refused as e:
            lines = [f"refused: {e}"]
            code = 1
        for line in lines:
            sys.stdout.buffer.write((line + "\n").encode("utf-8"))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
