/* Adds `length`, the number of rows of the batch, to each row. */
#include <stdlib.h>
#include <string.h>

static void release_schema(struct ArrowSchema *schema) { schema->release = NULL; }

static struct ArrowSchema row = {"I", "__row", NULL, 0, 0, NULL, NULL, release_schema, NULL};
static struct ArrowSchema length = {"l", "length", NULL, 0, 0, NULL, NULL, release_schema, NULL};
static struct ArrowSchema *columns[] = {&row, &length};

static struct ArrowSchema batch_schema(void) {
  struct ArrowSchema schema = {"+s", "", NULL, 0, 2, columns, NULL, release_schema, NULL};
  return schema;
}

static int32_t plan(const WmCx *cx, WmStr options, const struct ArrowSchema *const *in, uint32_t n_in) {
  (void)options, (void)in, (void)n_in;
  struct ArrowSchema schema = batch_schema();
  WmStr name = WM_LIT("rows");
  return cx->output(cx, name, &schema);
}

static int32_t open(const WmCx *cx, WmStr options, const struct ArrowSchema *const *in, uint32_t n_in, void **self) {
  (void)cx, (void)options, (void)in, (void)n_in;
  *self = NULL;
  return WM_OK;
}

/* All that an emitted batch owns, in one block of memory. */
struct Owned {
  struct ArrowArray row, length, *children[2];
  const void *batch_buffers[1], *row_buffers[2], *length_buffers[2];
};

static void release_child(struct ArrowArray *array) { array->release = NULL; }

static void release_batch(struct ArrowArray *array) {
  free(array->private_data);
  array->release = NULL;
}

static int32_t process(void *self, const WmCx *cx, uint32_t port, struct ArrowArray *in) {
  (void)self, (void)port;
  int64_t count = in->length;
  struct Owned *owned = malloc(sizeof *owned + (size_t)count * (sizeof(int64_t) + sizeof(uint32_t)));
  if (!owned) return WM_E_INTERNAL;
  memset(owned, 0, sizeof *owned);
  int64_t *lengths = (int64_t *)(owned + 1);
  uint32_t *rows = (uint32_t *)(lengths + count);
  for (int64_t i = 0; i < count; i++) lengths[i] = count, rows[i] = (uint32_t)i;
  owned->row_buffers[1] = rows;
  owned->length_buffers[1] = lengths;
  owned->row = (struct ArrowArray){count, 0, 0, 2, 0, owned->row_buffers, NULL, NULL, release_child, NULL};
  owned->length = (struct ArrowArray){count, 0, 0, 2, 0, owned->length_buffers, NULL, NULL, release_child, NULL};
  owned->children[0] = &owned->row;
  owned->children[1] = &owned->length;
  struct ArrowArray batch = {count, 0, 0, 1, 2, owned->batch_buffers, owned->children, NULL, release_batch, owned};
  struct ArrowSchema schema = batch_schema();
  return cx->emit(cx, 0, &schema, &batch);
}

static void close(void *self) { (void)self; }

static const WmStage stage = {
  sizeof(WmStage), WM_TRANSFORM, WM_F_PASSTHROUGH, WM_LIT("count-rows"), WM_LIT("{\"reads\":\"*\"}"), WM_LIT("{}"),
  plan, NULL, open, process, NULL, close};
static const WmStage *const stages[] = {&stage};
static const WmPlugin plugin = {
  sizeof(WmPlugin), WM_ABI_MAJOR, WM_ABI_MINOR, WM_LIT("count-rows"), WM_LIT("0.1.0"), 1, 0, stages, NULL, NULL};

const WmPlugin *wagemill_plugin_v1(void) { return &plugin; }
