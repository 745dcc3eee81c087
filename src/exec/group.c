/* group.c: which instructions of a program run together, and the program with them replaced.
 *
 * Instructions with a meaning (lower.c) are gathered into groups, kernels stay as they are. Each
 * instruction has a phase: a group takes everything of its phase that has a meaning, the kernels of
 * the phase follow it, and what needs their results belongs to the next. What is not needed yet
 * waits for the phase that needs it, so less goes through memory. An instruction that was there
 * already is dropped; one whose inputs do not vary stays a kernel, which runs once per row; a group
 * needs two operations to be worth a loop of its own. Operands with other strides than their size
 * go through a block. */
#include "native.h"

#include <string.h>

enum { NONE = -1, LENGTH = CT_NATIVE_LENGTH, SLOTS = CT_NATIVE_SLOTS };

typedef struct planner {
    const ct_program *p;
    const int64_t *strides;
    ct_isa_level level;
    ct_rewriting *to;
    ct_meaning means[LENGTH];
    bool hoisted[LENGTH], fits[LENGTH], dropped[LENGTH];
    int phase[LENGTH];
    int writer[SLOTS];   /* instruction; NONE: an operand that is read */
    int same[SLOTS];     /* the slot that has the same value */
    int gathered[SLOTS]; /* a block with the elements of a strided operand */
    bool varies[SLOTS], truth[SLOTS], read[SLOTS];
    ct_group group;
    ct_meaning fold; /* of what the last instruction leaves */
} planner;

static const ct_instruction *code_of(const planner *x, int i)
{
    return &x->p->code[i];
}

static int out_of(const planner *x, int i)
{
    return code_of(x, i)->slots[code_of(x, i)->count - 1];
}

static int input(const planner *x, int i, int k)
{
    return x->same[code_of(x, i)->slots[k]];
}

static int64_t size_of(const planner *x, int slot)
{
    return x->p->slots[slot].itemsize;
}

/* An operand whose elements do not lie side by side. */
static bool is_strided(const planner *x, int slot)
{
    const ct_slot *s = &x->p->slots[slot];
    return s->operand >= 0 && x->strides[s->operand] != 0 && x->strides[s->operand] != s->itemsize;
}

/* -- what each instruction is ------------------------------------------------------------------ */

/* Every slot has one writer, which comes before its readers, and only the last instruction writes
 * to an operand: then the order may change. */
static bool note_slots(planner *x)
{
    const ct_program *p = x->p;
    for (int s = 0; s < p->nslots; s++) {
        x->writer[s] = x->gathered[s] = NONE;
        x->same[s] = s;
        x->read[s] = false;
        x->truth[s] = p->slots[s].truth;
        x->varies[s] = p->slots[s].operand < 0 || x->strides[p->slots[s].operand] != 0;
    }
    for (int i = 0; i < p->length; i++) {
        const ct_instruction *c = code_of(x, i);
        bool varies = false, inside = true;
        for (int k = 0; k < c->inputs; k++) {
            x->read[c->slots[k]] = true;
            varies |= x->varies[c->slots[k]];
        }
        for (int k = c->inputs; k < c->count; k++) {
            int s = c->slots[k];
            bool last = i == p->length - 1 && c->count == c->inputs + 1;
            if (x->writer[s] != NONE || x->read[s] || (p->slots[s].operand >= 0 && !last))
                return false;
            x->writer[s] = i;
            inside &= p->slots[s].operand < 0;
        }
        x->hoisted[i] = !varies && inside;
        for (int k = c->inputs; k < c->count; k++)
            x->varies[c->slots[k]] = !x->hoisted[i];
    }
    return true;
}

static bool find_equal(planner *x, int i)
{
    const ct_instruction *c = code_of(x, i);
    int out = out_of(x, i);
    if (c->count != c->inputs + 1 || x->p->slots[out].operand >= 0)
        return false;
    for (int j = 0; j < i; j++) {
        const ct_instruction *d = code_of(x, j);
        bool equal = !x->dropped[j] && d->loop == c->loop && d->inputs == c->inputs &&
                     d->count == c->count && size_of(x, out_of(x, j)) == size_of(x, out);
        for (int k = 0; k < c->inputs && equal; k++)
            equal = input(x, i, k) == input(x, j, k);
        if (equal) {
            x->same[out] = out_of(x, j);
            return true;
        }
    }
    return false;
}

static int load(planner *x, int slot)
{
    int at = x->gathered[slot] != NONE ? x->gathered[slot] : slot;
    return ct_group_load(&x->group, at, (int)size_of(x, slot), !x->varies[slot]);
}

static bool is_number(const planner *x, int slot)
{
    int64_t size = size_of(x, slot);
    return size == 4 || size == 8;
}

static int wider(const planner *x, int widest, int slot)
{
    return is_number(x, slot) && size_of(x, slot) > widest ? (int)size_of(x, slot) : widest;
}

/* Bytes share loops with truth values: whether the inputs are what the meaning takes them for. */
static bool takes_truths(const planner *x, int i)
{
    for (int k = 0; k < code_of(x, i)->inputs; k++)
        if (ct_meaning_takes_truth(&x->means[i], k) && !x->truth[input(x, i, k)])
            return false;
    return true;
}

/* Whether the instruction can be written in registers. */
static bool has_form(planner *x, int i)
{
    const ct_instruction *c = code_of(x, i);
    const ct_meaning *m = &x->means[i];
    int in[3] = {NONE, NONE, NONE}, widest = 0, out = out_of(x, i);
    if (m->what == CT_MEANS_NOTHING || c->count != c->inputs + 1 || c->inputs > 3 ||
        !takes_truths(x, i))
        return false;
    for (int k = 0; k < c->count; k++) {
        int s = k < c->inputs ? input(x, i, k) : out;
        bool number = is_number(x, s), bare = !number && !x->varies[s];
        if ((!number && size_of(x, s) != 1) || bare)
            return false;
        widest = wider(x, widest, s);
    }
    if (m->what == CT_MEANS_COPY && (is_strided(x, input(x, i, 0)) || is_strided(x, out)))
        return false;
    ct_group_start(&x->group, x->level, widest ? widest : 8);
    for (int k = 0; k < c->inputs; k++)
        in[k] = load(x, input(x, i, k));
    ct_group_apply(&x->group, m, in);
    return !x->group.failed;
}

static bool note_code(planner *x)
{
    bool any = false;
    for (int i = 0; i < x->p->length; i++) {
        x->dropped[i] = find_equal(x, i);
        x->fits[i] = false;
        if (x->dropped[i])
            continue;
        x->means[i] = ct_loop_meaning(code_of(x, i)->loop);
        x->fits[i] = !x->hoisted[i] && has_form(x, i);
        x->truth[out_of(x, i)] = x->means[i].what != CT_MEANS_NOTHING &&
                                 ct_meaning_is_truth(&x->means[i], takes_truths(x, i));
        any |= x->fits[i];
    }
    return any;
}

/* -- phases ------------------------------------------------------------------------------------ */

static int first_phase(const planner *x, int i)
{
    int phase = 0;
    for (int k = 0; k < code_of(x, i)->inputs; k++) {
        int from = x->writer[input(x, i, k)];
        if (from == NONE || x->hoisted[from])
            continue;
        int least = x->phase[from] + (x->fits[i] && !x->fits[from]);
        phase = least > phase ? least : phase;
    }
    return phase;
}

/* The first phase that reads it; its own when none does. */
static int last_phase(const planner *x, int i)
{
    int out = out_of(x, i), phase = INT32_MAX;
    for (int j = i + 1; j < x->p->length; j++)
        for (int k = 0; k < code_of(x, j)->inputs && !x->dropped[j]; k++)
            if (input(x, j, k) == out && x->phase[j] < phase)
                phase = x->phase[j];
    return phase == INT32_MAX ? x->phase[i] : phase;
}

static int give_phases(planner *x)
{
    int phases = 1;
    for (int i = 0; i < x->p->length; i++) {
        x->phase[i] = first_phase(x, i);
        phases = x->phase[i] + 1 > phases ? x->phase[i] + 1 : phases;
    }
    for (int i = x->p->length; i-- > 0;)
        if (x->fits[i])
            x->phase[i] = last_phase(x, i);
    return phases;
}

/* -- groups ------------------------------------------------------------------------------------ */

static bool is_inside(int i, const int *members, int count)
{
    for (int k = 0; k < count; k++)
        if (members[k] == i)
            return true;
    return false;
}

/* Whether anything but the members reads what instruction i makes, or it is the result. */
static bool is_wanted(const planner *x, int i, const int *members, int count)
{
    int out = out_of(x, i);
    if (x->p->slots[out].operand >= 0)
        return true;
    for (int j = i + 1; j < x->p->length; j++)
        for (int k = 0; k < code_of(x, j)->inputs && !x->dropped[j]; k++)
            if (input(x, j, k) == out && !is_inside(j, members, count))
                return true;
    return false;
}

static int staged(planner *x, int slot)
{
    return ct_program_scratch(&x->to->program, size_of(x, slot));
}

static void add_copy(planner *x, int from, int to)
{
    ct_program *p = &x->to->program;
    x->to->start[p->length] = NONE;
    ct_program_add(p, ct_kernel_copy(p->slots[from].itemsize), 1, 2, (int[]){from, to});
}

/* Adds the members to the group; `value` is by slot. Strided results get a block of their own. */
static void fill_group(planner *x, const int *members, int count, int *value, int result)
{
    int widest = 0;
    for (int n = 0; n < count; n++)
        for (int k = 0; k < code_of(x, members[n])->count; k++)
            widest = wider(x, widest, code_of(x, members[n])->slots[k]);
    if (widest)
        ct_group_start(&x->group, x->level, widest);
    x->group.failed |= !widest;
    for (int s = 0; s < x->p->nslots; s++)
        value[s] = NONE;
    for (int n = 0; n < count; n++) {
        int in[3] = {NONE, NONE, NONE}, i = members[n];
        for (int k = 0; k < code_of(x, i)->inputs; k++) {
            int s = input(x, i, k);
            if (value[s] == NONE)
                value[s] = load(x, s);
            in[k] = value[s];
        }
        value[out_of(x, i)] = ct_group_apply(&x->group, &x->means[i], in);
    }
    for (int n = 0; n < count; n++)
        if (is_wanted(x, members[n], members, count)) {
            int out = out_of(x, members[n]);
            ct_group_output(&x->group, value[out], is_strided(x, out) ? result : out,
                            (int)size_of(x, out));
        }
}

/* Whether the group ends with the value that is folded. */
static bool folds(const planner *x, const int *members, int count)
{
    return x->fold.what != CT_MEANS_NOTHING && members[count - 1] == x->p->length - 1;
}

/* The last group once more: folding its result, or storing it past the cache. */
static void add_variant(planner *x, int32_t start)
{
    ct_rewriting *to = x->to;
    int32_t before = to->out.length, *variant = &to->past;
    if (x->fold.what != CT_MEANS_NOTHING)
        *(variant = &to->fold) = ct_generate_fold(&x->group, &x->fold, &to->out);
    else if (to->program.length == 0) /* alone */
        to->past = ct_generate_past(&x->group, &to->out, start);
    if (*variant < 0)
        to->out.length = before;
}

static bool make_group(planner *x, const int *members, int count)
{
    int value[SLOTS], slots[CT_EXEC_OPERANDS], inputs, operands, result = NONE;
    ct_rewriting *to = x->to;
    ct_program *p = &to->program;
    int32_t before = to->out.length;
    int scratch = p->nslots, copies = p->length;
    double cost = 0;
    for (int n = 0; n < count; n++)
        cost += (double)code_of(x, members[n])->cost;
    for (int n = 0; n < count; n++)
        for (int k = 0; k < code_of(x, members[n])->count; k++) {
            bool read = k < code_of(x, members[n])->inputs;
            int s = read ? input(x, members[n], k) : out_of(x, members[n]);
            if (!is_strided(x, s) || x->gathered[s] != NONE || p->nslots == SLOTS)
                continue;
            int block = staged(x, s);
            if (read) {
                x->gathered[s] = block;
                add_copy(x, s, block);
            } else {
                result = block;
            }
        }
    fill_group(x, members, count, value, result);
    int32_t start =
        p->nslots == SLOTS ? NONE : ct_generate(&x->group, &to->out, slots, &inputs, &operands);
    if (start < 0) {
        to->out.length = before;
        p->length = copies;
        p->nslots = scratch;
        for (int s = 0; s < x->p->nslots; s++)
            x->gathered[s] = x->gathered[s] >= scratch ? NONE : x->gathered[s];
        return false;
    }
    to->start[p->length] = start;
    if (members[count - 1] == x->p->length - 1)
        add_variant(x, start);
    ct_program_add(p, NULL, inputs, operands, slots);
    ct_program_weigh(p, slots[inputs], cost);
    if (result != NONE)
        add_copy(x, result, out_of(x, members[count - 1]));
    return true;
}

static void add_kernel(planner *x, int i)
{
    int slots[CT_EXEC_OPERANDS];
    const ct_instruction *c = code_of(x, i);
    for (int k = 0; k < c->count; k++)
        slots[k] = x->same[c->slots[k]];
    x->to->start[x->to->program.length] = NONE;
    ct_program_add(&x->to->program, c->loop, c->inputs, c->count, slots);
    ct_program_weigh(&x->to->program, slots[c->inputs], (double)c->cost);
}

/* Operations; copies cost nothing in a group. */
static int worth(const planner *x, const int *members, int count)
{
    int n = folds(x, members, count);
    for (int k = 0; k < count; k++)
        n += x->means[members[k]].what != CT_MEANS_COPY;
    return n;
}

/* The members in as few groups as there is room for; kernels where there is none. */
static bool add_groups(planner *x, const int *members, int count)
{
    bool any = false;
    for (int first = 0, n; first < count; first += n) {
        bool made = false;
        for (n = count - first; n > 0; n -= n > 16 ? 4 : 1)
            if (worth(x, members + first, n) < 2 || (made = make_group(x, members + first, n)))
                break;
        n += n == 0;
        for (int k = 0; k < n && !made; k++)
            add_kernel(x, members[first + k]);
        any |= made;
    }
    return any;
}

bool ct_rewrite(ct_rewriting *to, const ct_program *p, const int64_t *strides, ct_loop *fold,
                ct_isa_level level)
{
    planner x = {.p = p, .strides = strides, .level = level, .to = to};
    if (fold)
        x.fold = ct_loop_meaning(fold);
    if (!ct_folds(&x.fold, level))
        x.fold.what = CT_MEANS_NOTHING;
    to->fold = to->past = NONE;
    if (p->length > LENGTH || p->nslots > SLOTS / 2 || !note_slots(&x) || !note_code(&x))
        return false;
    int phases = give_phases(&x), members[LENGTH];
    bool any = false;
    ct_program_init(&to->program);
    to->program.slots = to->slots;
    to->program.code = to->code;
    to->program.nslots_max = SLOTS;
    to->program.length_max = 2 * LENGTH;
    to->program.nslots = p->nslots;
    memcpy(to->slots, p->slots, (size_t)p->nslots * sizeof *p->slots);
    for (int i = 0; i < p->length; i++)
        if (x.hoisted[i] && !x.dropped[i])
            add_kernel(&x, i);
    for (int phase = 0; phase < phases; phase++) {
        int count = 0;
        for (int i = 0; i < p->length; i++)
            if (x.fits[i] && x.phase[i] == phase)
                members[count++] = i;
        any |= add_groups(&x, members, count);
        for (int i = 0; i < p->length; i++)
            if (!x.fits[i] && !x.hoisted[i] && !x.dropped[i] && x.phase[i] == phase)
                add_kernel(&x, i);
    }
    to->program.native = true;
    if (to->program.length == 0 || to->start[to->program.length - 1] < 0)
        to->fold = NONE; /* it stands for the last instruction */
    return any;
}
