// Keeps entries in the order they came.
#include <map>
#include <string>
#include "ledger.hpp"

using std::string;
using namespace money;
using Names = std::vector<std::string>;

#define LIMIT 1000

namespace app::ledger {

/// Why an entry was refused.
enum class Refusal : int {
    Full,
    Unknown = 4,
};

template <typename T>
concept Numeric = std::is_arithmetic_v<T>;

/**
 * Keeps them in memory.
 */
template <typename T, typename Compare = std::less<T>>
class Ledger final : public Store<T>, private Base {
public:
    static constexpr int kLimit = 1000;
    using Key = std::string;

    Ledger() = default;
    explicit Ledger(int opening) : total_(opening) {
        reset();
    }
    ~Ledger() override;

    /// Adds one entry.
    bool add(const T& entry) override {
        if (entries_.size() >= kLimit) {
            throw std::length_error("too many");
        }
        entries_.emplace(entry.name, entry);
        return true;
    }

    [[nodiscard]] std::optional<T> find(std::string_view name) const {
        throw std::logic_error("not implemented");
    }

    virtual void sort() = 0;
    template <typename F> auto map(F f) const -> std::vector<decltype(f(T{}))>;
    Ledger& operator+=(const T& entry);
    operator bool() const { return !entries_.empty(); }
    friend class Auditor;

private:
    void reset() {}

    std::map<Key, T, Compare> entries_;
    int total_ = 0, count_{0};

    struct Page {
        int number;
    };
};

struct Entry {
    std::string name;
    int amount{};
};

template <typename T, typename C>
Ledger<T, C>::~Ledger() {
    reset();
}

template <typename T, typename C>
Ledger<T, C>& Ledger<T, C>::operator+=(const T& entry) {
    add(entry);
    return *this;
}

}  // namespace app::ledger

namespace {
int hidden = 1;
const char* kNames[] = {"debit", "credit"};

void helper() {
    // TODO: help
}
}  // namespace

int app::ledger::Page::size() const {
    auto text = R"(a "raw" one)";
    auto twice = [&](int x) {
        return x * 2;
    };
    for (const auto& [key, value] : entries_) {
        total += twice(value.amount);
    }
    switch (total) {
        case 1:
            return 2;
    }
    return total;
}

extern "C" {
int c_entry(void);
}

template <>
struct std::hash<Entry> {
    size_t operator()(const Entry& e) const { return 0; }
};

inline std::string name_of(const Entry* entry);

int main(int argc, char** argv) {
    return 0;
}
