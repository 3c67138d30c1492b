import 'dart:convert';
import 'package:money/amount.dart' as money;
export 'src/entry.dart' show Entry;

const limit = 1000;
var counter = 0;

typedef Visit = void Function(Entry entry);

/// Keeps entries in the order they came.
@immutable
class Ledger<T extends Entry> extends Book implements Store<T> {
  static const int max = 10;
  final List<T> entries = [];
  int total = 0;

  Ledger(this.total);

  Ledger.empty() : total = 0;

  factory Ledger.load(String path) {
    return Ledger(jsonDecode(path));
  }

  int get size => entries.length;

  /// Adds one entry.
  @override
  bool add(T entry, {int times = 1}) {
    if (entries.length >= limit) {
      throw StateError('too many: ${entries.length}');
    }
    entries.add(entry);
    return true;
  }

  Future<void> sync() async {
    throw UnimplementedError();
  }

  void sort() {
    // TODO: sort
  }

  void reset() {}
}

abstract class Store<T> {
  void put(T entry);
}

mixin Loggable {
  void log(String line) => print(line);
}

enum Kind { debit, credit }

extension Show on Entry {
  String show() {
    return "$name is ${amount * 2}";
  }
}

String helper(int a, [String? b]) {
  final twice = (int x) {
    return x * 2;
  };
  return 'plain';
}

void main() {
  helper(1);
}
