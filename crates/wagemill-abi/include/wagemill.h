/* wagemill plugin ABI 1.0 — C11 / C++11 / Zig / Rust.  SPDX-License-Identifier: MIT OR Apache-2.0
 * One exported function:  const WmPlugin *wagemill_plugin_v1(void);
 *
 * A stage is one of three kinds. A source lists its inputs as splits and turns batches of splits into rows; a
 * transform turns batches into batches; a sink takes batches and writes files. All three go through process().
 *
 * Rules (normative):
 *  R1  Strings (WmStr) are borrowed UTF-8, never freed by the other side. Those reachable from WmPlugin live for
 *      ever; those passed as arguments live for the call.
 *  R2  Only ArrowSchema, ArrowArray (own `release`) and `self` (close) carry ownership.
 *  R3  ArrowArray.release may be called on any thread, at any time, even after close().
 *  R4  plan() and list() are pure and thread-safe. open/process/finish/close of ONE instance are never concurrent,
 *      but may run on different threads. Several instances may exist unless WM_F_SINGLETON.
 *  R5  Callbacks of WmCx may be used from any thread, but only until the call that received the WmCx returns;
 *      emit() is never called concurrently on one WmCx, and call order is output order.
 *  R6  Nothing unwinds over the boundary. After any negative status only close() is called, and what that call
 *      emitted is discarded.
 *  R7  A field may be read only if  offsetof(field)+sizeof(field) <= struct_size ; function pointers may be NULL.
 *  R8  The library is never unloaded.
 *  R9  After process(), whatever its status, the host releases *in if in->release != NULL.
 *  R10 emit() always takes *batch, also when it returns an error. schema is borrowed and never NULL.
 *  R11 The host calls no function of the plugin on that thread before emit() returns, `release` excepted.
 *  R12 A failed open() leaves *self NULL and is not closed. close() without a successful finish() means abort:
 *      a sink leaves nothing behind.
 *  R13 A transform without WM_F_WHOLE_TABLE emits nothing in finish(), and no batch influences another.
 *      Only whole-table stages and sinks may have more than one input; inputs arrive completely, in port order.
 *  R14 Inputs are named: in[i]->name is the id of the stage that feeds port i.
 *  R15 A row of output carries __row (uint32, first column), the row of the current input batch that it came from; the
 *      host gathers the columns that pass through. In a source it is the row of the batch of splits; in a whole-table
 *      stage with WM_F_PASSTHROUGH it counts over all rows that arrived on port 0. A stage without WM_F_PASSTHROUGH
 *      that is whole-table emits whole rows and no __row. A row that was rejected has no output.
 *  R16 No instance changes the process: no chdir, setenv, setlocale, signal handlers, exit, standard output.
 *  R17 A source rejects a whole split with an issue on its row, and a bad record inside a split with an issue on row -1
 *      that names the record in `source`.
 *  R18 What is handed over is valid Arrow: children have their own non-null `release`, and the view of a null is a valid
 *      view, best all zero.
 *
 * Extensions of WmCx: "wagemill.base_dir" is `const WmStr *`, the folder of the pipeline file.
 * Paths in options are absolute: the host resolved what the options' schema marks with "x-wagemill-path"; what a sink
 * is told to write lies in a staging folder, and the host moves it to its place when every sink has finished.
 */
#ifndef WAGEMILL_H
#define WAGEMILL_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
#define WM_ABI_MAJOR 1
#define WM_ABI_MINOR 0
#if defined(_WIN32)
#  define WM_EXPORT __declspec(dllexport)
#else
#  define WM_EXPORT __attribute__((visibility("default")))
#endif

/* The manifest: JSON in a section of its own, read without loading the library. Required. */
#if defined(_MSC_VER)
#  define WM_MANIFEST(json) __pragma(section(".wgmill", read)) __declspec(allocate(".wgmill")) const char wm_manifest[] = "WMMANIF1" json
#elif defined(__APPLE__)
#  define WM_MANIFEST(json) __attribute__((used, section("__DATA,__wagemill"))) const char wm_manifest[] = "WMMANIF1" json
#else
#  define WM_MANIFEST(json) __attribute__((used, section(".wgmill"))) const char wm_manifest[] = "WMMANIF1" json
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4
struct ArrowSchema { const char *format; const char *name; const char *metadata; int64_t flags; int64_t n_children;
  struct ArrowSchema **children; struct ArrowSchema *dictionary; void (*release)(struct ArrowSchema *); void *private_data; };
struct ArrowArray { int64_t length; int64_t null_count; int64_t offset; int64_t n_buffers; int64_t n_children;
  const void **buffers; struct ArrowArray **children; struct ArrowArray *dictionary; void (*release)(struct ArrowArray *); void *private_data; };
#endif

typedef struct WmStr { const char *ptr; size_t len; } WmStr;
#define WM_LIT(s) { (s), sizeof(s) - 1 }

enum { WM_OK = 0,
  WM_E_CONFIG = -1, WM_E_SCHEMA = -2, WM_E_DATA = -3, WM_E_IO = -4, WM_E_CANCELLED = -5,
  WM_E_INTERNAL = -6, WM_E_PANIC = -7, WM_E_UNSUPPORTED = -8 };
enum { WM_SOURCE = 1, WM_TRANSFORM = 2, WM_SINK = 3 };
enum { WM_F_SINGLETON = 1, WM_F_WHOLE_TABLE = 2, WM_F_DETERMINISTIC = 4, WM_F_PASSTHROUGH = 8 };
enum { WM_TRACE = 0, WM_DEBUG = 1, WM_INFO = 2, WM_WARN = 3, WM_ERROR = 4 };
enum { WM_COUNTER = 0, WM_GAUGE = 1, WM_HISTOGRAM = 2 };
enum { WM_NOTE = 0, WM_REJECT = 1 };

/* Something about one input row. row -1: about none. Spans are Unicode scalar offsets into `column`, or -1. */
typedef struct WmIssue { uint32_t struct_size; int32_t severity; int64_t row; int64_t span_start; int64_t span_end;
  WmStr column; WmStr code; WmStr message; WmStr help; WmStr source; } WmIssue;

typedef struct WmCx WmCx;
struct WmCx {
  uint32_t struct_size; uint16_t abi_major, abi_minor;
  void *host;
  /* plan() only: declares one output; moves *schema; the port is the call's order. */
  int32_t (*output)(const WmCx *, WmStr name, struct ArrowSchema *schema);
  /* Moves *batch (R10). Returns WM_OK or WM_E_CANCELLED. */
  int32_t (*emit)(const WmCx *, uint32_t port, const struct ArrowSchema *schema, struct ArrowArray *batch);
  /* detail_json: { "code", "help", "option": JSON pointer, "span": [start, end], "location": "file:line" }, all optional. */
  void    (*fail)(const WmCx *, int32_t status, WmStr message, WmStr detail_json);
  void    (*issue)(const WmCx *, const WmIssue *);
  void    (*log)(const WmCx *, int32_t level, WmStr target, WmStr message, WmStr fields_json);
  void    (*metric)(const WmCx *, WmStr name, uint32_t kind, double value);
  void    (*progress)(const WmCx *, uint64_t done, uint64_t total);
  int32_t (*cancelled)(const WmCx *);
  const void *(*extension)(const WmCx *, WmStr id);
};

typedef struct WmStage {
  uint32_t struct_size; uint32_t kind; uint64_t flags;
  WmStr name; WmStr spec_json; WmStr options_schema;
  /* Checks options and inputs, and declares the outputs through cx->output(). */
  int32_t (*plan)(const WmCx *, WmStr options_json, const struct ArrowSchema *const *in, uint32_t n_in);
  /* Sources: emits {split: utf8, source: utf8, bytes: int64, fingerprint: utf8} in output order. */
  int32_t (*list)(const WmCx *, WmStr options_json);
  int32_t (*open)(const WmCx *, WmStr options_json, const struct ArrowSchema *const *in, uint32_t n_in, void **self);
  /* A source gets batches of what list() gave. */
  int32_t (*process)(void *self, const WmCx *, uint32_t port, struct ArrowArray *in);
  int32_t (*finish)(void *self, const WmCx *);
  void    (*close)(void *self);
} WmStage;

/* What the host says once, before anything else. */
typedef struct WmHost {
  uint32_t struct_size; uint16_t abi_major, abi_minor;
  uint32_t threads; uint32_t reserved;
  void (*log)(int32_t level, WmStr target, WmStr message, WmStr fields_json);
  const void *(*extension)(WmStr id);
} WmHost;

typedef struct WmPlugin {
  uint32_t struct_size; uint16_t abi_major, abi_minor;
  WmStr name; WmStr version;
  uint32_t n_stages; uint32_t reserved;
  const WmStage *const *stages;
  int32_t (*init)(const WmHost *);
  const void *(*extension)(WmStr id);
} WmPlugin;

typedef const WmPlugin *(*WmEntry)(void);
WM_EXPORT const WmPlugin *wagemill_plugin_v1(void);
#ifdef __cplusplus
}
#endif
#endif
