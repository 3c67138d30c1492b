package com.example.ledger

import java.util.Locale
import kotlin.math.*
import com.example.money.Amount as Money

const val LIMIT = 1_000
private val names = listOf("debit", "credit")
var counter: Int = 0

typealias Visit = (Entry) -> Unit

/** Keeps entries in the order they came. */
@Service
open class Ledger<T : Entry>(private val opening: Int = 0, val name: String) : Book(), Store<T> {
    private val entries = mutableListOf<T>()
    var total: Int = opening
        private set
    val size: Int get() = entries.size
    lateinit var owner: Owner

    init {
        register(this)
    }

    constructor(name: String) : this(0, name) {
        total = 1
    }

    /**
     * Adds one entry.
     */
    @Throws(LimitException::class)
    override fun add(entry: T, vararg tags: String): Boolean {
        if (entries.size >= LIMIT) {
            throw LimitException("too many: ${entries.size} of $LIMIT")
        }
        tags.forEach { tag ->
            println(tag)
        }
        entries.add(entry)
        return true
    }

    fun find(name: String): T? {
        TODO("find it")
    }

    fun first(): T = entries.first()

    // Sorts them.
    // In place.
    suspend fun sort() {
        // TODO: sort
    }

    abstract fun rest(): List<T>

    fun reset() {}

    operator fun plus(other: Ledger<T>): Ledger<T> {
        throw NotImplementedError()
    }

    inner class Page {
        val number = 0
    }

    companion object {
        const val MAX = 10

        fun empty(): Ledger<Entry> = Ledger(0, "")
    }
}

interface Store<T> {
    val count: Int
    fun put(entry: T)
}

data class Point(val x: Int, val y: Int) {
    fun norm(): Double {
        return sqrt((x * x + y * y).toDouble())
    }
}

enum class Kind(val label: String) {
    DEBIT("debit"),
    CREDIT("credit") {
        override fun sign() = "+"
    };

    open fun sign(): String = "-"
}

object Registry {
    fun register(any: Any) {
    }
}

sealed interface Result

fun <T> List<T>.second(): T {
    val text = """
        raw $size
    """
    return when (size) {
        0 -> error(text)
        else -> this[1]
    }
}

class Shop {
    companion object Factory {
        fun open(): Shop = Shop()
    }
}

/** Hears of each. */
fun interface Listener {
    fun heard(entry: Entry)
}
