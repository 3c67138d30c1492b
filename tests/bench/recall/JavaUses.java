// Owns what each name in a Java program stands for, by the compiler itself.
import com.sun.source.tree.*;
import com.sun.source.util.*;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import javax.lang.model.element.Element;
import javax.tools.*;

/**
 * Reads source files relative to the first argument from stdin, with the jars below the second as its libraries. Writes a
 * line for each use: file, offset of the name, name, file of the declaration (empty outside of the program), offset where
 * the declaration begins behind its modifiers' start; offsets are UTF-16 units.
 */
public class JavaUses {
  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]).toRealPath();
    List<String> files = new BufferedReader(new InputStreamReader(System.in)).lines().toList();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticListener<JavaFileObject> silent = diagnostic -> {};
    StandardJavaFileManager manager = compiler.getStandardFileManager(silent, null, StandardCharsets.UTF_8);
    List<Path> paths = files.stream().map(root::resolve).toList();
    StringJoiner libraries = new StringJoiner(File.pathSeparator);
    File[] jars = new File(arguments[1]).listFiles();
    for (File jar : jars == null ? new File[0] : jars) libraries.add(jar.getPath());
    List<String> options = List.of("-proc:none", "-classpath", libraries.toString());
    JavacTask task = (JavacTask) compiler.getTask(
        null, manager, silent, options, null, manager.getJavaFileObjectsFromPaths(paths));
    List<CompilationUnitTree> units = new ArrayList<>();
    for (CompilationUnitTree unit : task.parse()) units.add(unit);
    task.analyze();
    Trees trees = Trees.instance(task);
    try (PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, "UTF-8")) {
      for (CompilationUnitTree unit : units) new Uses(unit, root, trees, out).scan(unit, null);
    }
  }

  static class Uses extends TreePathScanner<Void, Void> {
    final CompilationUnitTree unit;
    final Path root;
    final Trees trees;
    final PrintStream out;

    Uses(CompilationUnitTree unit, Path root, Trees trees, PrintStream out) {
      this.unit = unit;
      this.root = root;
      this.trees = trees;
      this.out = out;
    }

    @Override
    public Void visitIdentifier(IdentifierTree tree, Void nothing) {
      tell(tree, tree.getName().toString());
      return super.visitIdentifier(tree, nothing);
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree tree, Void nothing) {
      tell(tree, tree.getIdentifier().toString());
      return super.visitMemberSelect(tree, nothing);
    }

    @Override
    public Void visitMemberReference(MemberReferenceTree tree, Void nothing) {
      tell(tree, tree.getName().toString());
      return super.visitMemberReference(tree, nothing);
    }

    void tell(Tree tree, String name) {
      Element element = trees.getElement(getCurrentPath());
      // The name is the last thing of such an expression.
      long offset = trees.getSourcePositions().getEndPosition(unit, tree) - name.length();
      if (element == null || offset < 0) return;
      TreePath declared = trees.getPath(element);
      String target = "";
      long start = 0;
      if (declared != null) {
        target = relative(declared.getCompilationUnit());
        start = trees.getSourcePositions().getStartPosition(declared.getCompilationUnit(), declared.getLeaf());
      }
      String shown = element.getSimpleName().contentEquals("<init>") ? name : element.getSimpleName().toString();
      out.println(String.join("\t", relative(unit), "" + offset, shown, target, "" + start));
    }

    String relative(CompilationUnitTree of) {
      return root.relativize(Path.of(of.getSourceFile().toUri())).toString();
    }
  }
}
