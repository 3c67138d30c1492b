package com.example.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import static java.util.stream.Collectors.toList;
import com.example.money.*;

/** Keeps entries in the order they came. */
@Service
public class Ledger<T extends Entry> extends Book implements Iterable<T>, AutoCloseable {
    public static final int LIMIT = 1_000;
    private final List<T> entries = new ArrayList<>();
    private int total, count;

    static {
        register(Ledger.class);
    }

    public Ledger() {
        this(0);
    }

    /**
     * Starts with a balance.
     *
     * @param opening what is there already
     */
    public Ledger(int opening) {
        total = opening;
    }

    // Adds one entry.
    // It has to fit.
    @Override
    public boolean add(final T entry) throws LimitException {
        if (count >= LIMIT) {
            throw new LimitException("too many: " + count);
        }
        entries.add(entry);
        total += entry.amount();
        return true;
    }

    public Optional<T> find(String name) {
        throw new UnsupportedOperationException("not implemented yet");
    }

    abstract List<T> sorted();

    public <K, V> java.util.Map<K, List<V>> group(java.util.function.Function<T, K> key) {
        // TODO: group them
    }

    void reset() {}

    @Override
    public void close() {
        Runnable done = () -> System.out.println("closed");
        new Thread(new Runnable() {
            @Override
            public void run() {
                done.run();
            }
        }).start();
    }

    static class Page {
        int number;
    }
}

interface Entry extends Comparable<Entry> {
    int NONE = 0;

    int amount();

    default String label() {
        return """
            amount: %d
            """.formatted(amount());
    }
}

enum Kind implements Labelled {
    DEBIT("debit"),
    CREDIT("credit") {
        @Override
        String sign() { return "+"; }
    };

    private final String label;

    Kind(String label) {
        this.label = label;
    }

    String sign() { return "-"; }
}

record Point(int x, int y) implements Shape {
    Point {
        if (x < 0) throw new IllegalArgumentException();
    }

    double norm() {
        return Math.sqrt(x * x + y * y);
    }
}

@interface Audited {
    String value() default "";
}
