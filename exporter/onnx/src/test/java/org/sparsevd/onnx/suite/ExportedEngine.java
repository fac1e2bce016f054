package org.sparsevd.onnx.suite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.onnx.write.OnnxExporter;

/**
 * What becomes of a file that this project read and wrote again: the answers of ONNX Runtime, and
 * its own when it has read what it wrote.
 */
record ExportedEngine(OnnxProfile profile) implements Engine {
  @Override
  public Net load(byte[] file) throws Refusal {
    Model model;
    try {
      model = OnnxImporter.read(file);
    } catch (OnnxException e) {
      throw new Refusal(e);
    }
    byte[] written = OnnxExporter.export(model, profile);
    try {
      return new Both(new OnnxRuntimeEngine().load(written), new ImportedEngine().load(written));
    } catch (Refusal e) {
      throw new IllegalStateException("what was written is refused: " + e.getMessage(), e);
    }
  }

  private record Both(Net exported, Net imported) implements Net {
    @Override
    public Map<String, List<SuiteTensor>> answers(List<SuiteTensor> inputs) throws Refusal {
      Map<String, List<SuiteTensor>> answers = new LinkedHashMap<>();
      exported.answers(inputs).forEach((by, found) -> answers.put("exported by " + by, found));
      imported.answers(inputs).forEach((by, found) -> answers.put("read back by " + by, found));
      return answers;
    }

    @Override
    public void close() throws Refusal {
      exported.close();
      imported.close();
    }
  }
}
