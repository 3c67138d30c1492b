// The smallest program that could index: threads that read each file of a list and parse it with tree-sitter, and keep nothing.
// Usage: parse-limit THREADS 0|1 < LIST (with 0 it only reads), or parse-limit edit FILE OFFSET TEXT ROUNDS PAUSE_MS.
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <tree_sitter/api.h>

const TSLanguage *tree_sitter_typescript(void);
const TSLanguage *tree_sitter_tsx(void);
const TSLanguage *tree_sitter_python(void);

enum { MOST_FILES = 200000, BUFFER_BYTES = 16 << 20 };
static char *paths[MOST_FILES];
static int count;
static atomic_int next;
static atomic_llong total;
static int parses;

static int ends_with(const char *text, const char *end) {
  size_t length = strlen(text), end_length = strlen(end);
  return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static const TSLanguage *language_of(const char *path) {
  if (ends_with(path, ".tsx")) return tree_sitter_tsx();
  return ends_with(path, ".py") ? tree_sitter_python() : tree_sitter_typescript();
}

static double now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static size_t read_file(const char *path, char *buffer) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return 0;
  size_t length = fread(buffer, 1, BUFFER_BYTES, file);
  fclose(file);
  return length;
}

static void *work(void *unused) {
  (void)unused;
  TSParser *parser = ts_parser_new();
  char *buffer = malloc(BUFFER_BYTES);
  for (int index; (index = atomic_fetch_add(&next, 1)) < count;) {
    size_t length = read_file(paths[index], buffer);
    atomic_fetch_add(&total, (long long)length);
    if (!parses) continue;
    ts_parser_set_language(parser, language_of(paths[index]));
    ts_tree_delete(ts_parser_parse_string(parser, NULL, buffer, (uint32_t)length));
  }
  free(buffer);
  ts_parser_delete(parser);
  return NULL;
}

static TSPoint point_at(const char *text, size_t offset) {
  TSPoint point = {0, 0};
  for (size_t at = 0; at < offset; at++) {
    if (text[at] == '\n') point = (TSPoint){point.row + 1, 0};
    else point.column++;
  }
  return point;
}

// Inserts and deletes `inserted` at `offset`, `rounds` times each, with a pause between; prints how long each reparse took, in milliseconds.
static int edit(const char *path, size_t offset, const char *inserted, int rounds, int pause_ms) {
  char *before = malloc(BUFFER_BYTES), *after = malloc(BUFFER_BYTES);
  size_t length = read_file(path, before), added = strlen(inserted);
  memcpy(after, before, offset);
  memcpy(after + offset, inserted, added);
  memcpy(after + offset + added, before + offset, length - offset);
  TSPoint start = point_at(before, offset), end = point_at(after, offset + added);
  TSInputEdit insertion = {offset, offset, offset + added, start, start, end};
  TSInputEdit deletion = {offset, offset + added, offset, start, end, start};
  TSParser *parser = ts_parser_new();
  ts_parser_set_language(parser, language_of(path));
  TSTree *tree = ts_parser_parse_string(parser, NULL, before, (uint32_t)length);
  for (int round = 0; round < 2 * rounds; round++) {
    int inserts = round % 2 == 0;
    double began = now_ms();
    ts_tree_edit(tree, inserts ? &insertion : &deletion);
    TSTree *reparsed = inserts ? ts_parser_parse_string(parser, tree, after, (uint32_t)(length + added))
                               : ts_parser_parse_string(parser, tree, before, (uint32_t)length);
    printf("%f\n", now_ms() - began);
    ts_tree_delete(tree);
    tree = reparsed;
    nanosleep(&(struct timespec){pause_ms / 1000, pause_ms % 1000 * 1000000L}, NULL);
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 7 && strcmp(argv[1], "edit") == 0) {
    return edit(argv[2], strtoul(argv[3], NULL, 10), argv[4], atoi(argv[5]), atoi(argv[6]));
  }
  if (argc < 3) return 2;
  int threads = atoi(argv[1]);
  parses = atoi(argv[2]);
  char line[4096];
  while (count < MOST_FILES && fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    paths[count++] = strdup(line);
  }
  double began = now_ms();
  pthread_t ids[64];
  for (int thread = 0; thread < threads && thread < 64; thread++) pthread_create(&ids[thread], NULL, work, NULL);
  for (int thread = 0; thread < threads && thread < 64; thread++) pthread_join(ids[thread], NULL);
  printf("%f %lld\n", now_ms() - began, (long long)total);
  return 0;
}
