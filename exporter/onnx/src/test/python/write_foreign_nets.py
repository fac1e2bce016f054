"""Small nets as other exporters than PyTorch's write them.

    python3 write_foreign_nets.py FOLDER

needs onnx and onnxruntime. The graphs are written here node by node in the habits of skl2onnx,
tf2onnx and paddle2onnx, so that none of these is needed. Writes FOLDER/foreign/NAME/model.onnx with
test_data_set_0 and _1 beside it, in the layout of ONNX's own tests. Every seed is fixed.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64


class Graph:
    def __init__(self, name, opset, seed, as_constants=False, ml=False):
        self.name, self.opset, self.ml = name, opset, ml
        self.as_constants = as_constants
        self.random = np.random.default_rng(seed)
        self.nodes, self.stored, self.inputs, self.outputs = [], [], [], []

    def node(self, op, inputs, output, domain="", **attributes):
        outputs = output if isinstance(output, list) else [output]
        self.nodes.append(
            helper.make_node(op, inputs, outputs, name=outputs[0], domain=domain, **attributes))
        return outputs[0]

    def store(self, name, array):
        tensor = numpy_helper.from_array(np.ascontiguousarray(array), name)
        if self.as_constants:
            self.nodes.append(helper.make_node("Constant", [], [name], value=tensor))
        else:
            self.stored.append(tensor)
        return name

    def weights(self, name, *dims):
        fan = max(1, int(np.prod(dims[1:])))
        return self.store(name, np.round(self.random.standard_normal(dims) / fan ** 0.5, 2).astype(np.float32))

    def whole(self, name, *values):
        return self.store(name, np.array(values, np.int64))

    def input(self, name, dims, kind=FLOAT):
        self.inputs.append(helper.make_tensor_value_info(name, kind, dims))
        return name

    def output(self, name, dims, kind=FLOAT):
        self.outputs.append(helper.make_tensor_value_info(name, kind, dims))

    def norm(self, x, name, channels):
        s = [self.store(f"{name}_{k}", self.random.uniform(0.5, 1.5, channels).astype(np.float32))
             for k in ("scale", "shift", "mean", "variance")]
        return self.node("BatchNormalization", [x, *s], name, epsilon=1e-3)

    def file(self):
        graph = helper.make_graph(self.nodes, self.name, self.inputs, self.outputs, self.stored)
        sets = [helper.make_opsetid("", self.opset)]
        sets += [helper.make_opsetid("ai.onnx.ml", 1)] if self.ml else []
        return helper.make_model(graph, opset_imports=sets, ir_version=min(8, 3 + self.opset // 3))


def mlp(zipmap, binary=False):
    """scikit-learn's MLPClassifier as skl2onnx writes it, its probabilities perhaps as maps."""
    g = Graph("mlp", 15, 3, ml=True)
    x = g.node("Cast", [g.input("X", ["N", 6])], "cast_input", to=FLOAT)
    x = g.node("MatMul", [x, g.weights("coefficient", 6, 8)], "mul_result")
    x = g.node("Add", [x, g.weights("intercepts", 1, 8)], "add_result")
    x = g.node("Relu", [x], "next_activations")
    last = 1 if binary else 3
    x = g.node("MatMul", [x, g.weights("coefficient1", 8, last)], "mul_result1")
    x = g.node("Add", [x, g.weights("intercepts1", 1, last)], "add_result1")
    if binary:
        x = g.node("Sigmoid", [x], "out_activations_result")
        one = g.store("unity", np.array([1.0], np.float32))
        y = g.node("Sub", [one, x], "negative_class_proba")
        x = g.node("Concat", [y, x], "probabilities", axis=1)
    else:
        x = g.node("Softmax", [x], "probabilities", axis=1)
    g.node("ArgMax", [x], "argmax_output", axis=1)
    classes = g.whole("classes", *([10, 20] if binary else [10, 20, 30]))
    y = g.node("ArrayFeatureExtractor", [classes, "argmax_output"], "array_feature_extractor_result",
               domain="ai.onnx.ml")
    g.node("Reshape", [y, g.whole("shape_tensor", -1)], "output_label")
    g.output("output_label", ["N"], INT64)
    if zipmap:
        g.node("ZipMap", [x], "output_probability", domain="ai.onnx.ml", classlabels_int64s=[10, 20, 30])
        g.outputs.append(helper.make_value_info("output_probability", helper.make_sequence_type_proto(
            helper.make_map_type_proto(INT64, helper.make_tensor_type_proto(FLOAT, None)))))
    else:
        g.output("probabilities", ["N", 2 if binary else 3])
    return g, lambda r, n: [r.standard_normal((n, 6)).astype(np.float32)]


def regressor():
    """scikit-learn's MLPRegressor behind a StandardScaler."""
    g = Graph("regressor", 13, 4, ml=True)
    x = g.input("X", ["N", 5])
    x = g.node("Scaler", [x], "variable", domain="ai.onnx.ml", offset=[0.1, -0.2, 0.3, 0.0, 1.0],
               scale=[1.0, 2.0, 0.5, 1.5, 0.7])
    x = g.node("Cast", [x], "cast_input", to=FLOAT)
    x = g.node("MatMul", [x, g.weights("coefficient", 5, 7)], "mul_result")
    x = g.node("Tanh", [g.node("Add", [x, g.weights("intercepts", 1, 7)], "add_result")], "next")
    x = g.node("MatMul", [x, g.weights("coefficient1", 7, 1)], "mul_result1")
    x = g.node("Add", [x, g.weights("intercepts1", 1, 1)], "add_result1")
    g.node("Reshape", [x, g.whole("shape_tensor", -1, 1)], "variable1")
    g.output("variable1", ["N", 1])
    return g, lambda r, n: [r.standard_normal((n, 5)).astype(np.float32)]


def keras_cnn():
    """Channels last outside, first inside; the flattened shape computed from the batch."""
    g = Graph("tf2onnx", 13, 5)
    m = "StatefulPartitionedCall/model/"
    x = g.input("input_1:0", ["unk__28", 12, 12, 3])
    x = g.node("Transpose", [x], m + "conv2d/BiasAdd__6:0", perm=[0, 3, 1, 2])
    x = g.node("Conv", [x, g.weights(m + "conv2d/Conv2D/ReadVariableOp:0", 6, 3, 3, 3),
                        g.weights(m + "conv2d/BiasAdd/ReadVariableOp:0", 6)],
               m + "conv2d/BiasAdd:0", auto_pad="SAME_UPPER", strides=[2, 2], kernel_shape=[3, 3],
               dilations=[1, 1], group=1)
    x = g.norm(x, m + "batch_normalization/FusedBatchNormV3:0", 6)
    six = g.store("const_6__14", np.array(6.0, np.float32))
    zero = g.store("const_0__15", np.array(0.0, np.float32))
    x = g.node("Min", [g.node("Max", [x, zero], m + "re_lu/Max:0"), six], m + "re_lu/Relu6:0")
    x = g.node("MaxPool", [x], m + "max_pooling2d/MaxPool:0", kernel_shape=[2, 2], strides=[2, 2],
               auto_pad="VALID")
    x = g.node("Transpose", [x], m + "max_pooling2d/MaxPool__20:0", perm=[0, 2, 3, 1])
    s = g.node("Cast", [g.node("Shape", [x], m + "flatten/Shape:0")], m + "flatten/Shape__21:0",
               to=TensorProto.INT32)
    s = g.node("Slice", [s, g.whole("const_starts__22", 0), g.whole("const_ends__23", 1),
                         g.whole("const_axes__24", 0)], m + "flatten/strided_slice:0")
    # tf.strided_slice shrinks the axis, tf.stack puts it back.
    s = g.node("Squeeze", [s, g.whole("const_axes__25", 0)], m + "flatten/strided_slice__26:0")
    s = g.node("Unsqueeze", [s, g.whole("const_axes__27", 0)], m + "flatten/Reshape/shape_Unsqueeze:0")
    rest = g.store("const_rest__28", np.array([54], np.int32))
    s = g.node("Concat", [s, rest], m + "flatten/Reshape/shape_Concat:0", axis=0)
    s = g.node("Cast", [s], m + "flatten/Reshape__29:0", to=INT64)
    x = g.node("Reshape", [x, s], m + "flatten/Reshape:0")
    x = g.node("MatMul", [x, g.weights(m + "dense/MatMul/ReadVariableOp:0", 54, 4)],
               m + "dense/MatMul:0")
    x = g.node("Add", [x, g.weights(m + "dense/BiasAdd/ReadVariableOp:0", 4)], m + "dense/BiasAdd:0")
    g.node("Softmax", [x], "Identity:0", axis=-1)
    g.output("Identity:0", ["unk__28", 4])
    return g, lambda r, n: [r.standard_normal((n, 12, 12, 3)).astype(np.float32)]


def keras_mobile():
    """Depthwise convolutions, a mean over height and width, Squeeze, and a decoder's Resize."""
    g = Graph("tf2onnx", 15, 6)
    x = g.input("serving_default_x:0", ["batch", 8, 8, 4])
    x = g.node("Transpose", [x], "depthwise__8:0", perm=[0, 3, 1, 2])
    x = g.node("Conv", [x, g.weights("depthwise_weights__9:0", 4, 1, 3, 3)], "depthwise:0", group=4,
               auto_pad="SAME_UPPER", kernel_shape=[3, 3], strides=[1, 1])
    x = g.norm(x, "FusedBatchNormV3:0", 4)
    gate = g.node("HardSigmoid", [x], "hard_sigmoid:0", alpha=1 / 6, beta=0.5)
    x = g.node("Mul", [x, gate], "hard_swish/mul:0")
    x = g.node("Conv", [x, g.weights("pointwise_weights:0", 6, 4, 1, 1)], "pointwise:0")
    two = g.store("scales__31", np.array([1, 1, 2, 2], np.float32))
    u = g.node("Resize", [x, "", two], "up_sampling2d/resize/ResizeNearestNeighbor:0", mode="nearest",
               nearest_mode="floor", coordinate_transformation_mode="asymmetric")
    g.node("Transpose", [u], "StatefulPartitionedCall:1", perm=[0, 2, 3, 1])
    x = g.node("Transpose", [x], "global_average_pooling2d/Mean__12:0", perm=[0, 2, 3, 1])
    x = g.node("ReduceMean", [x], "global_average_pooling2d/Mean:0", axes=[1, 2], keepdims=1)
    x = g.node("Squeeze", [x, g.whole("const_axes__13", 1, 2)], "Squeeze:0")
    x = g.node("MatMul", [x, g.weights("MatMul/ReadVariableOp:0", 6, 3)], "MatMul:0")
    g.node("Sigmoid", [x], "StatefulPartitionedCall:0")
    g.output("StatefulPartitionedCall:0", ["batch", 3])
    g.output("StatefulPartitionedCall:1", ["batch", 16, 16, 6])
    return g, lambda r, n: [r.standard_normal((n, 8, 8, 4)).astype(np.float32)]


def keras_lstm():
    """Steps first inside, states of zeros of the batch's size, the last step taken by Slice."""
    g = Graph("tf2onnx", 13, 7)
    x = g.input("input_1:0", ["unk__5", 9, 4])
    s = g.node("Shape", [x], "lstm/Shape:0")
    s = g.node("Slice", [s, g.whole("z__1", 0), g.whole("o__2", 1)], "lstm/strided_slice:0")
    s = g.node("Concat", [g.whole("o__3", 1), s, g.whole("units__4", 5)], "lstm/zeros/packed:0",
               axis=0)
    zero = g.store("const_zero__6", np.array(0.0, np.float32))
    zeros = g.node("Expand", [zero, s], "lstm/zeros:0")
    x = g.node("Transpose", [x], "lstm/transpose:0", perm=[1, 0, 2])
    g.node("LSTM", [x, g.weights("W__50", 1, 20, 4), g.weights("R__51", 1, 20, 5),
                    g.weights("B__52", 1, 40), "", zeros, zeros], ["lstm/PartitionedCall__60:0"],
           hidden_size=5, direction="forward")
    x = g.node("Squeeze", ["lstm/PartitionedCall__60:0", g.whole("axes__61", 1)], "lstm__62:0")
    x = g.node("Slice", [x, g.whole("m__63", -1), g.whole("e__64", np.iinfo(np.int32).max),
                         g.whole("a__65", 0)], "lstm/strided_slice_2:0")
    x = g.node("Squeeze", [x, g.whole("axes__66", 0)], "lstm/strided_slice_2__67:0")
    x = g.node("MatMul", [x, g.weights("dense/MatMul/ReadVariableOp:0", 5, 2)], "dense/MatMul:0")
    g.node("Softmax", [x], "Identity:0")
    g.output("Identity:0", ["unk__5", 2])
    return g, lambda r, n: [r.standard_normal((n, 9, 4)).astype(np.float32)]


def paddle(name, free):
    """Weights as Constant nodes, hard swish in parts, squeeze and excite, a probability map."""
    g = Graph(name, 11, 8, as_constants=True)
    side = ["p2o.DynamicDimension.1", "p2o.DynamicDimension.2"] if free else [16, 16]
    x = g.input("x", ["p2o.DynamicDimension.0", 3, *side])
    x = g.node("Conv", [x, g.weights("conv0.w", 6, 3, 3, 3)], "p2o.Conv.0", strides=[2, 2],
               pads=[1, 1, 1, 1], dilations=[1, 1], group=1, kernel_shape=[3, 3])
    x = g.norm(x, "p2o.BatchNormalization.0", 6)
    three, six = (g.store(f"p2o.c{k}", np.array(k, np.float32)) for k in (3, 6))
    low = g.store("p2o.zero", np.array(0, np.float32))
    y = g.node("Clip", [g.node("Add", [x, three], "p2o.Add.0"), low, six], "p2o.Clip.0")
    x = g.node("Div", [g.node("Mul", [x, y], "p2o.Mul.0"), six], "p2o.Div.0")
    s = g.node("GlobalAveragePool", [x], "p2o.Pool.0")
    s = g.node("Relu", [g.node("Conv", [s, g.weights("se1", 3, 6, 1, 1)], "p2o.Conv.1")], "p2o.Relu.0")
    s = g.node("Conv", [s, g.weights("se2", 6, 3, 1, 1)], "p2o.Conv.2")
    s = g.node("HardSigmoid", [s], "p2o.HardSigmoid.0", alpha=0.2, beta=0.5)
    x = g.node("Mul", [x, s], "p2o.Mul.1")
    if free:
        # A recogniser: width becomes the steps of a sequence.
        x = g.node("ReduceMean", [x], "p2o.ReduceMean.0", axes=[2], keepdims=0)
        x = g.node("Transpose", [x], "p2o.Transpose.0", perm=[0, 2, 1])
        x = g.node("MatMul", [x, g.weights("fc.w", 6, 5)], "p2o.MatMul.0")
        g.node("Softmax", [g.node("Add", [x, g.weights("fc.b", 5)], "p2o.Add.1")], "softmax_0.tmp_0",
               axis=2)
        g.output("softmax_0.tmp_0", ["p2o.DynamicDimension.3", "p2o.DynamicDimension.4", 5])
        return g, lambda r, n: [r.standard_normal((n, 3, 8, 8 * n)).astype(np.float32)]
    x = g.node("Resize", [x, g.store("p2o.roi", np.array([], np.float32)),
                          g.store("p2o.scales", np.array([1, 1, 2, 2], np.float32))], "p2o.Resize.0",
               mode="nearest", nearest_mode="floor", coordinate_transformation_mode="asymmetric")
    x = g.node("ConvTranspose", [x, g.weights("up.w", 6, 1, 2, 2)], "p2o.ConvTranspose.0",
               strides=[2, 2], kernel_shape=[2, 2])
    g.node("Sigmoid", [g.node("Add", [x, g.weights("up.b", 1, 1, 1)], "p2o.Add.2")], "sigmoid_0.tmp_0")
    g.output("sigmoid_0.tmp_0", ["p2o.DynamicDimension.3", 1, 32, 32])
    return g, lambda r, n: [r.standard_normal((n, 3, 16, 16)).astype(np.float32)]


def boxes():
    """The operators by which torchvision's Faster R-CNN finds boxes."""
    g = Graph("boxes", 16, 9)
    g.input("features", ["n", 3, 8, 8])
    g.input("boxes", [1, 6, 4])
    g.input("scores", [1, 1, 6])
    most = g.whole("most", 3)
    limit = g.store("limit", np.array([0.5], np.float32))
    g.node("NonMaxSuppression", ["boxes", "scores", most, limit], "selected")
    g.node("Gather", ["selected", g.whole("column", 2)], "chosen", axis=1)
    g.node("Squeeze", ["boxes", g.whole("axis0", 0)], "flat")
    g.node("RoiAlign", ["features", "flat", g.whole("batch", *[0] * 6)], "rois", output_height=2,
           output_width=2)
    g.output("chosen", None, INT64)
    g.output("rois", None)
    return g, lambda r, n: [r.standard_normal((n, 3, 8, 8)).astype(np.float32),
                            np.sort(r.uniform(0, 8, (1, 6, 2, 2)), 2).reshape(1, 6, 4)
                            .astype(np.float32),
                            r.uniform(0, 1, (1, 1, 6)).astype(np.float32)]


NETS = {
    "sklearn-mlp": lambda: mlp(False),
    "sklearn-mlp-binary": lambda: mlp(False, True),
    "sklearn-mlp-zipmap": lambda: mlp(True),
    "sklearn-regressor": regressor,
    "keras-cnn": keras_cnn,
    "keras-mobile": keras_mobile,
    "keras-lstm": keras_lstm,
    "paddle-detector": lambda: paddle("paddle-detector", False),
    "paddle-recogniser": lambda: paddle("paddle-recogniser", True),
    "boxes": boxes,
}


def main():
    for name, make in NETS.items():
        graph, inputs = make()
        folder = Path(sys.argv[1]) / "foreign" / name
        folder.mkdir(parents=True, exist_ok=True)
        onnx.save(graph.file(), folder / "model.onnx")
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        session = onnxruntime.InferenceSession(
            folder / "model.onnx", options, providers=["CPUExecutionProvider"])
        for i, count in enumerate((2, 3)):
            given = [np.round(value, 1) for value in inputs(np.random.default_rng(10 + i), count)]
            names = [value.name for value in session.get_inputs()]
            answers = session.run(None, dict(zip(names, given)))
            data = folder / f"test_data_set_{i}"
            data.mkdir(exist_ok=True)
            for j, value in enumerate(given):
                tensor = numpy_helper.from_array(value, names[j])
                (data / f"input_{j}.pb").write_bytes(tensor.SerializeToString())
            for j, answer in enumerate(answers):
                # Maps are no tensors; such a net is refused.
                if isinstance(answer, np.ndarray):
                    tensor = numpy_helper.from_array(answer, session.get_outputs()[j].name)
                    (data / f"output_{j}.pb").write_bytes(tensor.SerializeToString())
        print(f"{name}: {(folder / 'model.onnx').stat().st_size} bytes")


if __name__ == "__main__":
    main()
