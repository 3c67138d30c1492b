import Foundation
import struct Money.Amount
@testable import Core

/// Why an entry was refused.
enum LedgerError: Error {
    case full(limit: Int)
    case unknown, closed
}

/// Keeps entries in the order they came.
public final class Ledger<T: Entry>: Book, Store where T: Hashable {
    static let limit = 1_000
    private var entries: [String: T] = [:]
    @Published var total: Int = 0
    var count: Int { entries.count }
    var name: String {
        get { "ledger" }
        set { print(newValue) }
    }

    init(opening: Int = 0) {
        self.total = opening
    }

    deinit {
        entries.removeAll()
    }

    /// Adds one entry.
    /// - Parameter entry: it has to fit
    @discardableResult
    func add(_ entry: T, times: Int = 1) throws -> Bool {
        guard entries.count < Self.limit else {
            throw LedgerError.full(limit: Self.limit)
        }
        for (key, value) in entries {
            print("\(key): \(value)")
        }
        entries[entry.name] = entry
        return true
    }

    func find(named name: String) -> T? {
        fatalError("not implemented")
    }

    // Sorts them.
    // In place.
    private func sort() {
        // TODO: sort
    }

    func reset() {}

    subscript(index: Int) -> T? {
        nil
    }

    struct Page {
        let number: Int
    }
}

protocol Store {
    associatedtype Key
    var count: Int { get }
    func put(_ key: Key) async throws
}

extension Ledger: CustomStringConvertible {
    var description: String { "ledger" }

    func show() -> String {
        let double = { (x: Int) -> Int in
            x * 2
        }
        return """
            total \(double(total))
            """
    }
}

typealias Visit = (Entry) -> Void

let shared = Ledger<Line>(opening: 1)

func helper<A, B>(_ a: A, with b: B) -> String where A: Equatable {
    switch a {
    case let x as Int:
        return "\(x)"
    default:
        return ""
    }
}

actor Counter {
    var value = 0
}
