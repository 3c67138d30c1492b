"use strict";

const { EventEmitter, once: waitOnce } = require("events");
const path = require("path");
var legacy = require("./legacy");

/**
 * Highest number of jobs that run at once.
 * @type {number}
 */
const LIMIT = 4;

let running = 0;

/** A job queue. */
class Queue extends EventEmitter {
  #jobs = [];
  static instances = 0;
  onDrain = () => {};

  constructor(limit = LIMIT) {
    super();
    this.limit = limit;
  }

  get length() {
    return this.#jobs.length;
  }

  /** Adds a job. */
  async push(job, { priority = 0 } = {}) {
    // your code here
  }

  *drain() {
    while (this.#jobs.length > 0) yield this.#jobs.shift();
  }
}

Queue.prototype.peek = function () {
  return this.first;
};

function* ids() {
  let id = 0;
  while (true) yield id++;
}

// Retries a job.
// Gives up after `times`.
function retry(job, times) {
  throw new Error("Not implemented yet");
}

const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const api = {
  start() {
    return new Queue();
  },
  stop: function () {},
  get state() {
    return running;
  },
};

exports.retry = retry;
exports.once = async (job) => job();
module.exports = { Queue, delay };
