using System.Buffers;

namespace Rialto.Runtime.Memory;

/// <summary>Writes numbers and other plain values one after the other, in the machine's own bytes (little endian). Cold.</summary>
/// <param name="target">Where they go.</param>
public readonly struct FieldWriter(IBufferWriter<byte> target)
{
    /// <summary>Writes a value.</summary>
    public void Add<T>(T value) where T : unmanaged
    {
        var bytes = Blittable.ReadOnlyBytes(in value);
        bytes.CopyTo(target.GetSpan(bytes.Length));
        target.Advance(bytes.Length);
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Add(ReadOnlySpan<byte> bytes) => target.Write(bytes);
}
