/* The text filter for the programs of a machine, which need not be the one that the stub runs on. */
#pragma once

#if defined(TEXT_ARM64)
#include "text_arm64.h"
#elif defined(TEXT_386) || defined(TEXT_ARM) || defined(TEXT_RISCV64) || defined(TEXT_PPC64LE)
#include "text_words.h"
#else
#include "text_amd64.h"
#endif
