/* native.c: the cache of generated programs.
 *
 * A program is known by its instructions, slots and the kind of each operand's stride. Code is made
 * when what such programs had to do so far would have paid for it, so nothing is generated for a
 * sum of ten numbers, and a small formula that runs often gets its code all the same.
 *
 * A generated program is one piece of pages: the record, its arrays, and the loops. It does not
 * change; `pool` counts its users, one of which is the table that finds it again. The table lets go
 * of what was not taken for longest, whoever still has it. The lock is tried a little and then done
 * without, so a child forked while another thread held it works. */
#include "native.h"

#include <string.h>

enum {
    POOL = 4096, /* programs at once: frames of plans keep theirs */
    KEPT = 128,
    WAYS = 8,       /* places that a program may have in the table */
    HEARD = 256,    /* programs without code whose work is counted */
    CODE = 1 << 14, /* bytes of code, at most */
    TRIES = 1 << 10
};
/* Elements times instructions. An interpreted one costs some 0.1 ns more than a generated one,
 * making the code some 20 us. */
_Atomic int64_t ct_native_enough = 200000;

typedef struct ct_native {
    ct_program program;
    ct_isa_level level;
    uint64_t hash;
    int64_t bytes;
    int nslots, length;
    const ct_slot *slots; /* as they were */
    const ct_instruction *code;
    const uint8_t *kinds; /* of each slot's stride */
    ct_loop *fold;
} ct_native;

static struct {
    ct_native *_Atomic native; /* NULL: free */
    _Atomic int users;         /* the last one frees it */
} pool[POOL];
static struct {
    int number;    /* of `pool`, from 1; 0: none */
    uint64_t last; /* when it was taken */
} table[KEPT];
static struct {
    uint64_t hash;
    int64_t work; /* -1: there is nothing to gain */
} heard[HEARD];
static uint64_t now;
static atomic_flag busy = ATOMIC_FLAG_INIT;

static bool take_lock(void)
{
    for (int i = 0; i < TRIES; i++) {
        if (!atomic_flag_test_and_set_explicit(&busy, memory_order_acquire))
            return true;
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
    }
    return false;
}

static void drop_lock(void)
{
    atomic_flag_clear_explicit(&busy, memory_order_release);
}

/* -- keys -------------------------------------------------------------------------------------- */

static int kind_of(const ct_slot *slot, const int64_t *strides)
{
    if (slot->operand < 0)
        return 0;
    int64_t stride = strides[slot->operand];
    return stride == 0 ? 1 : stride == slot->itemsize ? 2 : 3;
}

static uint64_t mix(uint64_t hash, uint64_t x)
{
    hash = (hash ^ x) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static uint64_t hash_of(const ct_program *p, const int64_t *strides, ct_loop *fold,
                        ct_isa_level level)
{
    uint64_t hash = mix((uint64_t)level, (uint64_t)p->length << 32 | (uint64_t)p->nslots);
    hash = mix(hash, (uint64_t)(uintptr_t)fold);
    for (int s = 0; s < p->nslots; s++)
        hash = mix(hash,
                   (uint64_t)(p->slots[s].operand + 1) << 32 | (uint64_t)p->slots[s].itemsize << 3 |
                       (uint64_t)p->slots[s].truth << 2 | (uint64_t)kind_of(&p->slots[s], strides));
    for (int i = 0; i < p->length; i++) {
        const ct_instruction *x = &p->code[i];
        uint64_t slots = (uint64_t)x->count;
        for (int k = 0; k < x->count; k++)
            slots = slots * CT_NATIVE_SLOTS + (uint64_t)x->slots[k];
        hash = mix(hash, (uint64_t)(uintptr_t)x->loop ^ slots << 20);
    }
    return hash;
}

static bool is_for(const ct_native *x, const ct_program *p, const int64_t *strides, ct_loop *fold,
                   ct_isa_level level)
{
    bool same =
        x->level == level && x->fold == fold && x->length == p->length && x->nslots == p->nslots;
    for (int s = 0; s < p->nslots && same; s++) {
        const ct_slot *a = &x->slots[s], *b = &p->slots[s];
        same = a->operand == b->operand && a->itemsize == b->itemsize && a->truth == b->truth &&
               x->kinds[s] == kind_of(b, strides);
    }
    for (int i = 0; i < p->length && same; i++) {
        const ct_instruction *a = &x->code[i], *b = &p->code[i];
        same = a->loop == b->loop && a->inputs == b->inputs && a->count == b->count &&
               !memcmp(a->slots, b->slots, (size_t)a->count * sizeof *a->slots);
    }
    return same;
}

/* -- making ------------------------------------------------------------------------------------ */

static char *place(char **at, const void *from, size_t bytes)
{
    char *to = *at;
    if (from)
        memcpy(to, from, bytes);
    *at += (bytes + 63) & ~(size_t)63;
    return to;
}

static size_t room_for(size_t bytes)
{
    return (bytes + 63) & ~(size_t)63;
}

/* The record and its arrays, before the code. */
static size_t record_bytes(const ct_program *p, const ct_program *made)
{
    return room_for(sizeof(ct_native)) + room_for((size_t)p->nslots * sizeof *p->slots) +
           room_for((size_t)p->length * sizeof *p->code) + room_for((size_t)p->nslots) +
           room_for((size_t)made->nslots * sizeof *p->slots) +
           room_for((size_t)made->length * sizeof *p->code);
}

static ct_loop *loop_at(char *code, int32_t start)
{
    ct_loop *loop;
    code += start;
    memcpy(&loop, &code, sizeof loop); /* data becomes a function */
    return loop;
}

static ct_native *settle(const ct_rewriting *made, const ct_program *p, const int64_t *strides,
                         ct_loop *fold, ct_isa_level level, uint64_t hash)
{
    size_t record = record_bytes(p, &made->program);
    int64_t bytes = ((int64_t)record + made->out.length + 4095) & ~(int64_t)4095;
    char *pages = ct_jit_pages(bytes), *at = pages;
    if (!pages)
        return NULL;
    ct_native *x = (ct_native *)place(&at, NULL, sizeof *x);
    *x = (ct_native){.program = made->program,
                     .level = level,
                     .fold = fold,
                     .hash = hash,
                     .bytes = bytes,
                     .nslots = p->nslots,
                     .length = p->length};
    x->slots = (ct_slot *)place(&at, p->slots, (size_t)p->nslots * sizeof *p->slots);
    x->code = (ct_instruction *)place(&at, p->code, (size_t)p->length * sizeof *p->code);
    uint8_t *kinds = (uint8_t *)place(&at, NULL, (size_t)p->nslots);
    for (int s = 0; s < p->nslots; s++)
        kinds[s] = (uint8_t)kind_of(&p->slots[s], strides);
    x->kinds = kinds;
    ct_program *own = &x->program;
    own->slots = (ct_slot *)place(&at, made->slots, (size_t)own->nslots * sizeof *own->slots);
    own->code = (ct_instruction *)place(&at, made->code, (size_t)own->length * sizeof *own->code);
    for (int i = 0; i < own->length; i++)
        own->code[i].loop = made->start[i] < 0 ? own->code[i].loop : loop_at(at, made->start[i]);
    own->fold = made->fold < 0 ? NULL : loop_at(at, made->fold);
    own->past = made->past < 0 ? NULL : loop_at(at, made->past);
    memcpy(at, made->out.bytes, (size_t)made->out.length);
    if (ct_jit_seal(pages, bytes))
        return x;
    ct_jit_free(pages, bytes);
    return NULL;
}

static ct_native *make(const ct_program *p, const int64_t *strides, ct_loop *fold,
                       ct_isa_level level, uint64_t hash)
{
    _Alignas(64) uint8_t bytes[CODE];
    ct_rewriting made;
    made.out = (ct_code){bytes, 0, CODE};
    return ct_rewrite(&made, p, strides, fold, level) ? settle(&made, p, strides, fold, level, hash)
                                                      : NULL;
}

/* -- the table; under the lock ----------------------------------------------------------------- */

static int find(const ct_program *p, const int64_t *strides, ct_loop *fold, ct_isa_level level,
                uint64_t hash)
{
    for (int i = 0, at = (int)(hash % (KEPT / WAYS)) * WAYS; i < WAYS; i++, at++) {
        int number = table[at].number;
        ct_native *x = number ? pool[number - 1].native : NULL;
        if (!x || x->hash != hash || !is_for(x, p, strides, fold, level))
            continue;
        atomic_fetch_add_explicit(&pool[number - 1].users, 1, memory_order_relaxed);
        table[at].last = ++now;
        return number;
    }
    return 0;
}

/* Whether code is due now; then it is not again, unless it is forgotten. */
static bool count_work(uint64_t hash, int64_t work, int64_t enough)
{
    int at = (int)(hash % HEARD);
    if (heard[at].hash != hash)
        heard[at].work = 0;
    heard[at].hash = hash;
    if (heard[at].work < 0)
        return false;
    heard[at].work = work >= enough - heard[at].work ? -1 : heard[at].work + work;
    return heard[at].work < 0;
}

/* Gives a new one a number, for its first user and the table, whose oldest of this place goes: its
 * number is in *old. 0: so many are in use that it is not kept. */
static int keep(ct_native *x, int *old)
{
    static int next;
    int number = 0, best = (int)(x->hash % (KEPT / WAYS)) * WAYS;
    for (int i = 0; i < POOL && !number; i++, next = (next + 1) % POOL)
        if (!atomic_load_explicit(&pool[next].native, memory_order_acquire))
            number = next + 1;
    if (!number) { /* later, perhaps */
        heard[x->hash % HEARD].hash = 0;
        return 0;
    }
    atomic_store_explicit(&pool[number - 1].users, 2, memory_order_relaxed);
    atomic_store_explicit(&pool[number - 1].native, x, memory_order_relaxed);
    for (int i = 1, at = best + 1; i < WAYS; i++, at++)
        best = table[at].last < table[best].last ? at : best;
    *old = table[best].number;
    if (*old)
        heard[pool[*old - 1].native->hash % HEARD].hash = 0;
    table[best].number = number;
    table[best].last = ++now;
    return number;
}

/* -- use --------------------------------------------------------------------------------------- */

int ct_native_take(const ct_program *p, const int64_t *strides, ct_loop *fold, int64_t elements)
{
    ct_isa_level level = ct_isa_current;
    if (level < CT_ISA_V3 || !ct_jit() || p->silent || p->length > CT_NATIVE_LENGTH ||
        p->nslots > CT_NATIVE_SLOTS / 2)
        return 0;
    const ct_meaning how = fold ? ct_loop_meaning(fold) : (ct_meaning){0};
    fold = fold && ct_folds(&how, level) ? fold : NULL;
    uint64_t hash = hash_of(p, strides, fold, level);
    int64_t enough = ct_native_enough;
    int64_t work = elements > enough ? enough : elements * (p->length + (fold != NULL));
    if (!take_lock())
        return 0;
    int number = find(p, strides, fold, level, hash), old = 0;
    bool due = !number && count_work(hash, work, enough);
    drop_lock();
    ct_native *x = due ? make(p, strides, fold, level, hash) : NULL;
    if (!x)
        return number;
    if (take_lock()) {
        number = keep(x, &old);
        drop_lock();
    }
    if (!number)
        ct_jit_free(x, x->bytes);
    ct_native_drop(old);
    return number;
}

void ct_native_drop(int number)
{
    if (!number || atomic_fetch_sub_explicit(&pool[number - 1].users, 1, memory_order_acq_rel) > 1)
        return;
    ct_native *x = pool[number - 1].native;
    atomic_store_explicit(&pool[number - 1].native, NULL, memory_order_release);
    ct_jit_free(x, x->bytes);
}

const ct_program *ct_native_program(int number)
{
    return &pool[number - 1].native->program;
}

__attribute__((destructor)) static void forget(void)
{
    for (int i = 0; i < KEPT; i++) {
        ct_native_drop(table[i].number);
        table[i].number = 0;
    }
}
