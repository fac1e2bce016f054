"""The coded stream of FORMAT.md: range decoder, probabilities, tensors. Standard library only."""

import math
import struct

LN = [round(4096 * math.log(1 + i / 256)) for i in range(256)]
SQ = [round(65536 / (1 + math.exp((176 - i) / 16))) for i in range(353)]
RATE = [(1 << 17) // (2 * n + 3) for n in range(256)]
MOST = (1 << 20) + 14


class Refused(Exception):
    """The file violates the specification."""


def ln(v):
    t = v.bit_length() - 1
    f = (v << 8 >> t) & 0xFF
    return 2839 * t + LN[f]


def odds(q):
    i = q >> 6
    if q < 1 << 18:
        return (ln(2 * i + 1) - ln(131071 - 2 * i)) >> 4
    i = q >> 10
    return (ln(2 * i + 1) - ln(8191 - 2 * i)) >> 4


def prob(x):
    y = 2816 + max(-2815, min(2815, x))
    below = SQ[y >> 4]
    return below + ((SQ[(y >> 4) + 1] - below) * (y & 15) >> 4)


class Context:
    def __init__(self, prior, confidence):
        self.q = prob(prior) << 6
        self.n = confidence

    def odds(self):
        return odds(self.q)

    def probability(self):
        return prob(self.odds())

    def learn(self, bit):
        target = (1 << 22) - 1 if bit else 0
        self.q = max(1, self.q + ((target - self.q) * RATE[self.n] >> 16))
        self.n = min(self.n + 1, 255)


class Contexts(dict):
    """Contexts that start when they are first looked at."""

    def __init__(self, prior, confidence):
        super().__init__()
        self.start = (prior, confidence)

    def __missing__(self, key):
        self[key] = Context(*self.start)
        return self[key]


class Mixer:
    def __init__(self, rate, *weights):
        self.rate = rate
        self.weights = [w << 8 for w in weights]

    def predict(self, base, inputs):
        self.x = inputs
        self.p = prob(base + (sum(w * x for w, x in zip(self.weights, inputs)) >> 16))
        return self.p

    def learn(self, bit):
        error = (65536 if bit else 0) - self.p
        for i, x in enumerate(self.x):
            moved = self.weights[i] + (error * self.rate * x >> 18)
            self.weights[i] = max(-(1 << 19), min(1 << 19, moved))


class RangeDecoder:
    def __init__(self, data):
        self.data = data
        self.at = 0
        self.range = (1 << 32) - 1
        self.code = 0
        self.decisions = 0
        self.most = (1 << 24) + 2048 * len(data)
        for _ in range(4):
            self.code = self.code << 8 | self.byte()

    def byte(self):
        value = self.data[self.at] if self.at < len(self.data) else 0
        self.at += 1
        return value

    def decide(self, p):
        self.decisions += 1
        if self.decisions > self.most:
            raise Refused("coded stream: more decisions than a stream of this length has")
        split = self.range * p >> 16
        bit = self.code < split
        if bit:
            self.range = split
        else:
            self.code -= split
            self.range -= split
        while self.range < 1 << 24:
            self.code = self.code << 8 | self.byte()
            self.range <<= 8
        return bit

    def raw(self, bits):
        value = 0
        for _ in range(bits):
            value = value << 1 | self.decide(32768)
        return value

    def finish(self):
        length = len(self.data)
        if self.at < length or length and self.data[-1] == 0:
            raise Refused("coded stream: bytes are left over")
        b = self.at - length
        u = 1 << 8 * b
        t = self.data[-1] if length else 0
        shortest = self.code < u and self.code + (256 - t) * u >= self.range
        if length and b < 4 and not shortest:
            raise Refused("coded stream: the end is not the shortest one")


class Around:
    """Symbols around column x of the current row."""

    def __init__(self, width, area, columns):
        self.width = width if width > 1 else 0
        self.area = area
        self.row = [0] * columns
        self.before = [0] * columns

    def start_row(self):
        self.before = self.row
        self.row = [0] * len(self.row)

    @staticmethod
    def value(row, x):
        return row[x] if 0 <= x < len(row) else 0

    def look(self, x):
        w, row = self.width, self.row
        here = lambda d: self.value(row, x - d)
        self.l, self.ll = here(1), here(2)
        self.u, self.ul, self.ur, self.uu = (
            (here(w), here(w + 1), here(w - 1), here(2 * w)) if w else (0, 0, 0, 0)
        )
        self.f = here(self.area) if self.area else 0
        places = [x - 1, x, x + 1] + ([x - w, x + w] if w else [])
        self.p = sum(self.value(self.before, i) != 0 for i in places)

    def pattern(self):
        seven = (self.l, self.u, self.ul, self.ur, self.ll, self.uu, self.f)
        return sum((value != 0) << i for i, value in enumerate(seven))

    def near(self):
        seven = (self.l, self.u, self.ul, self.ur, self.ll, self.uu, self.f)
        three = (self.l, self.u, self.f)
        live = sum(v != 0 for v in seven) + sum(v != 0 for v in three)
        return 4 * live + min(3, self.p)

    def sign(self):
        sign = lambda v: (v > 0) - (v < 0)
        s = 2 * sign(self.l) + 2 * sign(self.u) + sign(self.ul) + sign(self.ur) + 2 * sign(self.f)
        return 5 + max(-5, min(5, s))

    def size(self):
        a = sum(min(64, abs(v)) for v in (self.l, self.u, self.ul, self.ur, self.f))
        return next(z for z, most in enumerate([0, 1, 2, 4, 6, 9, 1 << 30]) if a <= most)


class Average:
    def __init__(self):
        self.n = self.s = 0

    def group(self):
        average = (8 * self.s + 12) // (2 * self.n + 3)
        return max(0, min(7, (average - 3) // 2))

    def add(self, magnitude):
        self.n += 1
        self.s += min(512, magnitude)
        if self.n >= 1024:
            self.n //= 2
            self.s //= 2


class MatrixDecoder:
    """Symbols at live rows and columns."""

    def __init__(self, decoder, prior, around):
        self.decoder, self.prior, self.around = decoder, prior, around
        self.live = Mixer(12, 128, 128, 77, 64)
        self.live_column = Contexts(prior, 5)
        self.live_pattern = Contexts(prior, 4)
        self.live_near = Contexts(prior, 4)
        self.sign = Mixer(12, 256, 77, 77)
        self.sign_around = Contexts(0, 1)
        self.sign_column = Contexts(0, 2)
        self.size = Mixer(8, 115, 85, 85)
        self.size_near, self.size_row, self.size_column = (Contexts(0, 0) for _ in range(3))
        self.prefix = Contexts(0, 0)
        self.columns = {}

    def start_row(self):
        self.around.start_row()
        self.live_row = Context(self.prior, 6)
        self.sign_row = Context(0, 2)
        self.row = Average()

    def decide(self, mixer, base, contexts, prior):
        p = mixer.predict(base, [c.odds() - prior for c in contexts])
        bit = self.decoder.decide(p)
        mixer.learn(bit)
        for context in contexts:
            context.learn(bit)
        return bit

    def symbol(self, x):
        around = self.around
        around.look(x)
        contexts = [
            self.live_row,
            self.live_column[x],
            self.live_pattern[around.pattern()],
            self.live_near[around.near()],
        ]
        if not self.decide(self.live, self.prior, contexts, self.prior):
            return 0
        contexts = [self.sign_around[around.sign()], self.sign_row, self.sign_column[x]]
        positive = self.decide(self.sign, 0, contexts, 0)
        magnitude = self.magnitude(x)
        around.row[x] = magnitude if positive else -magnitude
        return around.row[x]

    def magnitude(self, x):
        column = self.columns.setdefault(x, Average())
        keys = (self.around.size(), self.row.group(), column.group())
        m = 1
        while m <= 15:
            contexts = [
                self.size_near[m, keys[0]],
                self.size_row[m, keys[1]],
                self.size_column[m, keys[2]],
            ]
            if not self.decide(self.size, 0, contexts, 0):
                break
            m += 1
        if m > 15:
            m = 15 + self.rest()
        self.row.add(m)
        column.add(m)
        return m

    def rest(self):
        t = 0
        while t < 19:
            context = self.prefix[t]
            more = self.decoder.decide(context.probability())
            context.learn(more)
            if not more:
                break
            t += 1
        return 1 << t | self.decoder.raw(t)


class Stream:
    """All coded tensors of a file, one after the other."""

    def __init__(self, data):
        self.decoder = RangeDecoder(data)
        self.lines = (1 << 20) + 64 * len(data)
        self.cells = (1 << 22) + 1024 * len(data)

    def next(self, rows, columns, width=0, area=0):
        """The values of a tensor, row-major, as float32 numbers."""
        if width > columns or area > columns:
            width = area = 0
        self.lines -= rows + columns
        if self.lines < 0:
            raise Refused("coded stream: more rows and columns than a stream of this length has")
        if not self.decoder.raw(1):
            return [0.0] * (rows * columns)
        number = self.decoder.raw(8)
        step = (8 + number % 8) * 2.0 ** (number // 8 - 24)
        prior = (self.decoder.raw(5) - 16) * 128
        if rows == 1:
            symbols = self.vector(columns, prior)
        else:
            symbols = self.matrix(rows, columns, width, area, prior)
        return [struct.unpack("<f", struct.pack("<f", s * step))[0] for s in symbols]

    def vector(self, columns, prior):
        differences = self.decoder.raw(1)
        matrix = MatrixDecoder(self.decoder, prior, Around(0, 0, columns))
        matrix.start_row()
        symbols = [matrix.symbol(x) for x in range(columns)]
        if differences:
            for i in range(1, columns):
                symbols[i] += symbols[i - 1]
                if abs(symbols[i]) > MOST:
                    raise Refused("coded stream: a sum of differences is too large")
        return symbols

    def matrix(self, rows, columns, width, area, prior):
        live_rows = self.live(rows, 0)
        live_columns = self.live(columns, width)
        self.cells -= len(live_rows) * len(live_columns)
        if self.cells < 0:
            raise Refused("coded stream: more positions than a stream of this length has")
        symbols = [0] * (rows * columns)
        matrix = MatrixDecoder(self.decoder, prior, Around(width, area, columns))
        for r in live_rows:
            matrix.start_row()
            for c in live_columns:
                symbols[r * columns + c] = matrix.symbol(c)
        return symbols

    def deviations(self, rows, weight):
        """Of the weight's elements, row-major; None where it has none."""
        if not self.decoder.raw(1):
            return None
        number = self.decoder.raw(8)
        step = (8 + number % 8) * 2.0 ** (number // 8 - 24)
        columns = len(weight) // rows
        by_row, by_column, mixer = Contexts(0, 0), Contexts(0, 0), Mixer(8, 128, 128)
        above = [0] * columns
        values = [0.0] * len(weight)
        for row in range(rows):
            before = 0
            for column in range(columns):
                if weight[row * columns + column] == 0:
                    continue
                level = 0
                while level < 15:
                    contexts = [by_row[level, before], by_column[level, above[column]]]
                    more = self.decoder.decide(mixer.predict(0, [c.odds() for c in contexts]))
                    mixer.learn(more)
                    for context in contexts:
                        context.learn(more)
                    if not more:
                        break
                    level += 1
                before = above[column] = level
                values[row * columns + column] = step * 2 ** (level - 1) if level else 0.0
        return values

    def live(self, count, width):
        contexts = Contexts(0, 0)
        live = []
        value = lambda i: 0 <= i < len(live) and live[i]
        for i in range(count):
            a = value(i - 1)
            b = width >= 2 and value(i - width)
            c = width >= 2 and value(i - width + 1)
            context = contexts[a + 2 * b + 4 * c]
            bit = self.decoder.decide(context.probability())
            context.learn(bit)
            live.append(bit)
        return [i for i in range(count) if live[i]]
