/* sanitized.h: CT_SANITIZED where a sanitizer looks at each access: what it adds makes functions of
 * many registers take minutes to compile. */
#ifndef CT_KERNELS_SANITIZED_H
#define CT_KERNELS_SANITIZED_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CT_SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CT_SANITIZED
#endif

#endif
