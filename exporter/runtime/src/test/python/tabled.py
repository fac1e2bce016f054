"""Tabled tensors of FORMAT.md: classes, tables, states. Standard library only."""

import struct

from coded import MOST, Contexts, RangeDecoder, Refused

SUM = 1 << 12
MOST_LEVEL = 50


def levels_of(decoder, contexts, count, before):
    levels = []
    for i in range(count):
        last = (levels[i - 1], before[i - 1]) if i else (0, 0)
        e = max(0, min(MOST_LEVEL, last[0] + before[i] - last[1]))
        kind = 0 if e == 0 else 1 if e < 10 else 2
        d = 0
        while d < max(e, MOST_LEVEL - e):
            context = contexts[kind, min(d, 15)]
            more = decoder.decide(context.probability())
            context.learn(more)
            if not more:
                break
            d += 1
        up = e - d < 0
        if d and not up and e + d <= MOST_LEVEL:
            context = contexts[kind, "up"]
            up = decoder.decide(context.probability())
            context.learn(up)
        levels.append(e + d if up else e - d)
    return levels


def frequencies(levels):
    """From pairs of a symbol's bin and level, in the order of the bins."""
    weights = [(16, 19, 23, 27)[(n - 2) % 4] << ((n - 2) // 4) if n > 1 else 0 for n in levels]
    present = sum(n > 0 for n in levels)
    if not present:
        raise Refused("a table without symbols")
    total = sum(weights)
    shares = [
        1 + (w * (SUM - present) // total if total else 0) if n else 0
        for w, n in zip(weights, levels)
    ]
    shares[shares.index(max(shares))] += SUM - sum(shares)
    return shares


def least(bin_):
    """The least magnitude in a bin of magnitudes, and the raw bits behind it."""
    if bin_ < 16:
        return bin_, 0
    raw = (bin_ - 16) // 4 + 2
    return (4 + bin_ % 4) << raw, raw


class Block:
    def __init__(self, head, states, height, width):
        self.head = RangeDecoder(head)
        self.states = list(struct.unpack("<2Q", states[:16]))
        self.words = struct.unpack(f"<{len(states) // 4 - 4}I", states[16:])
        self.at = 0
        self.classes(height, width)
        self.tables()
        self.head.finish()
        if self.head.decisions > height * width:
            raise Refused("too many decisions in front of a block")

    def classes(self, height, width):
        self.low, self.high = self.head.raw(6), self.head.raw(6)
        leaning = self.head.raw(1)
        self.rows = self.lines(height, 5)
        self.columns = self.lines(width, 5)
        self.leans = [n - 4 for n in self.lines(width, 4)] if leaning else [0] * width
        if self.low > self.high or max(self.leans) > 4:
            raise Refused("classes out of range")

    def lines(self, count, bits):
        contexts = Contexts(0, 0)
        values = []
        for _ in range(count):
            node = 1
            for _ in range(bits):
                context = contexts[node]
                bit = self.head.decide(context.probability())
                context.learn(bit)
                node = node << 1 | bit
            values.append(node - (1 << bits))
        return values

    def table(self, row_class, column):
        s = max(self.low, min(self.high, row_class + self.columns[column]))
        return s, abs(self.leans[column])

    def tables(self):
        row_classes = {n for n in self.rows if n}
        live = [c for c, n in enumerate(self.columns) if n]
        used = sorted({self.table(r, c) for r in row_classes for c in live})
        n = self.head.raw(7)
        if not 1 <= n <= 81:
            raise Refused("a wrong number of bins")
        contexts = {False: Contexts(0, 0), True: Contexts(0, 0)}
        before = {False: [0] * 162, True: [0] * 162}
        self.slots = {}
        for key in used:
            leans = key[1] > 0
            count = 2 * n - 1 if leans else n
            levels = levels_of(self.head, contexts[leans], count, before[leans])
            before[leans] = levels
            signed = {}
            for i, level in enumerate(levels):
                magnitude = i - n + 1 if leans else i
                signed[magnitude] = level
                if not leans:
                    signed[-magnitude] = level
            order = [0] + [s for m in range(1, n) for s in (m, -m)]
            shares = frequencies([signed[s] for s in order])
            slots = []
            for s, f in zip(order, shares):
                slots += [(s, f, len(slots))] * f
            self.slots[key] = slots

    def word(self):
        if self.states[0] < 1 << 31:
            if self.at == len(self.words):
                raise Refused("the words end early")
            self.states[0] = self.states[0] << 32 | self.words[self.at]
            self.at += 1

    def symbol(self, row, column):
        x = self.states[0]
        s, f, start = self.slots[self.table(self.rows[row], column)][x % SUM]
        self.states[0] = f * (x >> 12) + x % SUM - start
        self.word()
        magnitude, raw = least(abs(s))
        if raw:
            magnitude += self.states[0] % (1 << raw)
            self.states[0] >>= raw
            self.word()
        if magnitude > MOST:
            raise Refused("a symbol is too large")
        self.states.reverse()
        turned = (s < 0) != (self.leans[column] < 0)
        return -magnitude if turned else magnitude

    def symbols(self):
        values = []
        for row, row_class in enumerate(self.rows):
            for column, column_class in enumerate(self.columns):
                live = row_class and column_class
                values.append(self.symbol(row, column) if live else 0)
        if self.at != len(self.words) or self.states != [1 << 31] * 2:
            raise Refused("a block does not end as it began")
        return values


def tabled(reader, rows, columns):
    """The values of a tensor in all bytes of a reader, row-major, as float32 numbers."""
    if min(rows, columns) < 16 or columns > 1 << 16 or rows * columns < 1 << 16:
        raise Refused("a tensor of this size is not tabled")
    number = reader.u8()
    step = (8 + number % 8) * 2.0 ** (number // 8 - 24)
    each = (1 << 20) // columns
    blocks = max(1, rows // each)
    symbols = []
    for i in range(blocks):
        height = rows - i * each if i == blocks - 1 else each
        head, words = reader.varint(), reader.varint()
        block = Block(reader.take(head), reader.take(16 + 4 * words), height, columns)
        symbols += block.symbols()
    reader.end()
    return [struct.unpack("<f", struct.pack("<f", s * step))[0] for s in symbols]
