/* A stage in C: adds the length of each article's text, in bytes. The other columns pass through.
 *
 *   cc -shared -fPIC -O2 -DWAGEMILL_TARGET='"x86_64-unknown-linux-gnu"' -I ../../crates/wagemill-abi/include measure_text.c -o libmeasure_text.so
 *   wagemill run pipeline.toml --plugins .
 */
#include "wagemill.h"
#include <stdlib.h>
#include <string.h>

WM_MANIFEST("{\"name\":\"measure-text\",\"version\":\"0.1.0\",\"abi\":[1,0],\"needs_minor\":0,"
            "\"target\":\"" WAGEMILL_TARGET "\",\"panic\":\"none\","
            "\"stages\":[{\"name\":\"measure-text\",\"kind\":\"transform\"}]}");

/* Schemas here are static: there is nothing to free, so releasing one only marks it. */
static void release_schema(struct ArrowSchema *schema) { schema->release = NULL; }

static struct ArrowSchema row_schema = {"I", "__row", NULL, 0, 0, NULL, NULL, release_schema, NULL};
static struct ArrowSchema length_schema = {"l", "text_bytes", NULL, 0, 0, NULL, NULL, release_schema, NULL};
static struct ArrowSchema *columns[] = {&row_schema, &length_schema};
static const struct ArrowSchema output_schema = {"+s", "", NULL, 0, 2, columns, NULL, release_schema, NULL};

/* One allocation holds a whole batch: three arrays, their buffers' addresses, and the numbers. */
typedef struct Rows {
  struct ArrowArray arrays[2], *children[2];
  const void *row_buffers[2], *length_buffers[2], *struct_buffers[1];
} Rows;

static void release_child(struct ArrowArray *array) { array->release = NULL; }

static void release_rows(struct ArrowArray *array) {
  Rows *rows = array->private_data;
  for (int child = 0; child < 2; child++)
    if (rows->children[child]->release) rows->children[child]->release(rows->children[child]);
  free(rows);
  array->release = NULL;
}

static int32_t plan(const WmCx *cx, WmStr options, const struct ArrowSchema *const *in, uint32_t n_in) {
  (void)options, (void)in, (void)n_in;
  struct ArrowSchema schema = output_schema;
  return cx->output(cx, (WmStr)WM_LIT("out"), &schema);
}

static int32_t open_stage(const WmCx *cx, WmStr options, const struct ArrowSchema *const *in, uint32_t n_in, void **self) {
  (void)cx, (void)options, (void)in, (void)n_in;
  static char nothing; /* there is no state */
  *self = &nothing;
  return WM_OK;
}

/* The spec asks for the layout `U`: 64-bit offsets, so a text's length is the difference of two of them. */
static int32_t process(void *self, const WmCx *cx, uint32_t port, struct ArrowArray *in) {
  (void)self;
  const struct ArrowArray *text = in->children[0];
  const int64_t *offsets = (const int64_t *)text->buffers[1] + text->offset;
  const size_t length = (size_t)in->length;
  Rows *rows = malloc(sizeof(Rows) + length * (sizeof(int64_t) + sizeof(uint32_t)));
  if (!rows) {
    cx->fail(cx, WM_E_INTERNAL, (WmStr)WM_LIT("out of memory"), (WmStr)WM_LIT("{}"));
    return WM_E_INTERNAL;
  }
  int64_t *lengths = (int64_t *)(rows + 1);
  uint32_t *numbers = (uint32_t *)(lengths + length);
  for (size_t row = 0; row < length; row++) {
    lengths[row] = offsets[row + 1] - offsets[row];
    numbers[row] = (uint32_t)row;
  }
  memcpy(rows->row_buffers, (const void *[]){NULL, numbers}, sizeof rows->row_buffers);
  memcpy(rows->length_buffers, (const void *[]){NULL, lengths}, sizeof rows->length_buffers);
  rows->struct_buffers[0] = NULL;
  rows->arrays[0] = (struct ArrowArray){in->length, 0, 0, 2, 0, rows->row_buffers, NULL, NULL, release_child, NULL};
  rows->arrays[1] = (struct ArrowArray){in->length, 0, 0, 2, 0, rows->length_buffers, NULL, NULL, release_child, NULL};
  rows->children[0] = &rows->arrays[0], rows->children[1] = &rows->arrays[1];
  struct ArrowArray batch = {in->length, 0, 0, 1, 2, rows->struct_buffers, rows->children, NULL, release_rows, rows};
  return cx->emit(cx, port, &output_schema, &batch);
}

static int32_t finish(void *self, const WmCx *cx) { return (void)self, (void)cx, WM_OK; }
static void close_stage(void *self) { (void)self; }

static const WmStage stage = {
    sizeof(WmStage), WM_TRANSFORM, WM_F_DETERMINISTIC | WM_F_PASSTHROUGH, WM_LIT("measure-text"),
    WM_LIT("{\"summary\":\"the length of each article's text\",\"layouts\":[\"U\"],"
           "\"reads\":[{\"name\":\"text\",\"type\":\"utf8\"}]}"),
    WM_LIT("{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}"),
    plan, NULL, open_stage, process, finish, close_stage};
static const WmStage *const stages[] = {&stage};
static const WmPlugin plugin = {
    sizeof(WmPlugin), WM_ABI_MAJOR, WM_ABI_MINOR, WM_LIT("measure-text"), WM_LIT("0.1.0"), 1, 0, stages, NULL, NULL};

WM_EXPORT const WmPlugin *wagemill_plugin_v1(void) { return &plugin; }
