// append.cpp: float64 values appended one by one, in nanoseconds for each: Carton's array, the same
// with the room reserved, Carton's list of boxes, std::vector. Built and run by memory.py:
// append N ROUNDS prints one line of four medians.
#include <carton.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

// The processor's time: other programs lengthen it little.
static double nanoseconds()
{
    timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static bool to_array(int64_t n, bool reserved)
{
    const int64_t none[] = {0};
    ct_array *a = ct_empty(1, none, CT_FLOAT64);
    bool done = a && (!reserved || ct_array_reserve(a, n) == CT_OK);
    for (int64_t i = 0; i < n && done; i++)
        done = ct_array_append_f64(a, (double)i) == CT_OK;
    ct_release(a);
    return done;
}

static bool to_list(int64_t n)
{
    ct_list *list = ct_list_new();
    bool done = list != nullptr;
    for (int64_t i = 0; i < n && done; i++) {
        ct_object *box = ct_float((double)i);
        done = box && ct_list_append(list, box) == CT_OK;
        ct_release(box);
    }
    ct_release(list);
    return done;
}

static bool to_vector(int64_t n)
{
    std::vector<double> v;
    for (int64_t i = 0; i < n; i++)
        v.push_back((double)i);
    return v.size() == (size_t)n && v.back() == (double)(n - 1);
}

int main(int argc, char **argv)
{
    int64_t n = argc > 1 ? std::atoll(argv[1]) : 1000000;
    int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
    enum { KINDS = 4, LIST_MOST = 10000000 };
    std::vector<double> times[KINDS];
    int64_t repeat = std::max<int64_t>(1, 1000000 / n);
    for (int round = 0; round < rounds; round++)
        for (int kind = 0; kind < KINDS; kind++) {
            double before = nanoseconds();
            for (int64_t k = 0; k < repeat; k++)
                if (!(kind == 0   ? to_array(n, false)
                      : kind == 1 ? to_array(n, true)
                      : kind == 2 ? n > LIST_MOST || to_list(n)
                                  : to_vector(n)))
                    return 1;
            times[kind].push_back((nanoseconds() - before) / (double)(n * repeat));
        }
    for (int kind = 0; kind < KINDS; kind++) {
        std::sort(times[kind].begin(), times[kind].end());
        std::printf("%s%.3f", kind ? " " : "", times[kind][times[kind].size() / 2]);
    }
    std::puts("");
}
