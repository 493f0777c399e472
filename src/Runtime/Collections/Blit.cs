using System.Runtime.CompilerServices;

namespace Rialto.Runtime.Collections;

/// <summary>Copies between plain structs of one size as bytes: for messages that share most of their layout.</summary>
public static class Blit
{
    /// <summary>Overwrites all of <paramref name="target"/> with the bytes of <paramref name="source"/>.</summary>
    /// <exception cref="ArgumentException">The sizes differ. The check costs nothing: it is decided when the code is compiled.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<TSource, TTarget>(in TSource source, ref TTarget target)
        where TSource : unmanaged
        where TTarget : unmanaged
    {
        if (Unsafe.SizeOf<TSource>() != Unsafe.SizeOf<TTarget>())
            throw new ArgumentException("The sizes differ.");
        // SAFETY: both are plain bytes of one size, checked above; any bytes are a valid value of an unmanaged type.
        Unsafe.As<TTarget, TSource>(ref target) = source;
    }
}
