package com.example.ledger

import scala.collection.mutable
import java.util.{List => JList, Map}
import com.example.money._

/** Keeps entries in the order they came. */
@deprecated
class Ledger[T <: Entry](val opening: Int, name: String) extends Book with Store[T] {
  private val entries = mutable.ListBuffer.empty[T]
  var total: Int = opening
  type Key = String

  /** Adds one entry. */
  @throws[LimitException]
  override def add(entry: T, tags: String*)(implicit ctx: Context): Boolean = {
    if (entries.size >= Ledger.Limit) {
      throw new LimitException(s"too many: ${entries.size}")
    }
    tags.foreach { tag =>
      println(tag)
    }
    entries += entry
    true
  }

  def find(name: String): Option[T] = {
    ???
  }

  def first: T = entries.head

  // Sorts them.
  // In place.
  private def sort(): Unit = {
    // TODO: sort
  }

  def reset(): Unit = {}

  def rest(): List[T]

  class Page {
    val number = 0
  }
}

object Ledger {
  val Limit = 1000

  def apply(name: String): Ledger[Entry] = new Ledger(0, name)
}

trait Store[T] {
  def put(entry: T): Unit
}

case class Point(x: Int, y: Int) {
  def norm: Double = {
    math.sqrt(x * x + y * y)
  }
}

sealed trait Kind
case object Debit extends Kind

object Helpers {
  implicit class Rich(val text: String) extends AnyVal {
    def twice: String = text match {
      case "" => """raw"""
      case other => other + 'x'
    }
  }
}
