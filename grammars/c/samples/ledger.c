/* Keeps entries in the order they came. */
#include <stdio.h>
#include <stdlib.h>
#include "ledger.h"

#define LIMIT 1000
#define SQUARE(x) ((x) * (x))

typedef unsigned int id_t;
typedef struct entry entry_t;
typedef int (*visit_fn)(const entry_t *entry, void *state);

/** One line of the ledger. */
struct entry {
    char name[32];
    int amount, balance;
    struct entry *next;
};

typedef struct {
    entry_t *first;
    size_t count;
} ledger_t;

enum kind { DEBIT, CREDIT = 5 };

typedef enum { RED, GREEN } color_t;

union bits {
    unsigned int u;
    float f;
};

static int total = 0;
static const char *const NAMES[] = { "debit", "credit" };
extern int errno_copy;
int first_count, second_count = 2;

/* Declared here, defined below. */
int ledger_add(ledger_t *ledger, const entry_t *entry);
static void log_line(const char *format, ...);

// Adds one entry.
// It has to fit.
int ledger_add(ledger_t *ledger, const entry_t *entry) {
    if (ledger->count >= LIMIT) {
        fprintf(stderr, "full: %zu\n", ledger->count);
        return -1;
    }
    for (entry_t *e = ledger->first; e; e = e->next) {
        total += SQUARE(e->amount);
    }
    return 0;
}

char *entry_name(const entry_t *entry) {
    // TODO: copy it
}

static inline const entry_t **all_entries(ledger_t *ledger)
{
    abort();
}

void nothing(void) {}

#ifdef DEBUG
static void debug(ledger_t *ledger) {
    printf("%d", 'x');
}
#else
#define debug(l) ((void)0)
#endif

int main(int argc, char **argv) {
    ledger_t ledger = {0};
    switch (argc) {
        case 1:
            return EXIT_FAILURE;
        default:
            break;
    }
    return ledger_add(&ledger, NULL);
}
