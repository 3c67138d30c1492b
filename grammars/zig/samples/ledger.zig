//! Keeps entries in the order they came.
const std = @import("std");
const money = @import("money.zig");

pub const limit: usize = 1_000;
var counter: u32 = 0;

/// Why an entry was refused.
pub const LedgerError = error{ Full, Unknown };

/// Keeps them in memory.
pub const Ledger = struct {
    entries: std.ArrayList(Entry),
    total: i64 = 0,

    pub fn init(allocator: std.mem.Allocator) Ledger {
        return .{ .entries = std.ArrayList(Entry).init(allocator) };
    }

    /// Adds one entry.
    pub fn add(self: *Ledger, entry: Entry) !bool {
        if (self.entries.items.len >= limit) {
            return LedgerError.Full;
        }
        for (self.entries.items) |each| {
            std.debug.print("{s}\n", .{each.name});
        }
        try self.entries.append(entry);
        return true;
    }

    fn sort(self: *Ledger) void {
        @panic("not implemented");
    }

    fn reset(self: *Ledger) void {
        // TODO: reset
    }
};

const Kind = enum { debit, credit };
const Bits = union(enum) { int: u32, float: f32 };

fn helper(comptime T: type, value: T) T {
    switch (value) {
        0 => return 1,
        else => {},
    }
    return value;
}

test "adds" {
    try std.testing.expect(helper(u8, 0) == 1);
}
