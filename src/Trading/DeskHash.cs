namespace Rialto.Trading;

/// <summary>A 64-bit number over what decides a desk's future: FNV-1a over 64-bit words with a final mix. The same on every machine. It guards against defects, not against forgers.</summary>
public struct DeskHash
{
    private const ulong Offset = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    private ulong _hash;

    /// <summary>The number so far.</summary>
    public readonly ulong Value
    {
        get
        {
            // The finish of SplitMix64 (Steele, Lea, Flood 2014): every bit of the state reaches every bit of the number.
            var mixed = _hash ^ Offset;
            mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
            return mixed ^ (mixed >> 31);
        }
    }

    /// <summary>Adds a word.</summary>
    public void Add(ulong word) => _hash = ((_hash ^ word) * Prime) ^ (word >> 32);

    /// <summary>Adds a number.</summary>
    public void Add(long number) => Add((ulong)number);

    /// <summary>Adds a wide number.</summary>
    public void Add(Int128 number)
    {
        Add((ulong)number);
        Add((ulong)(number >> 64));
    }

    /// <summary>Adds bytes and their number.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add((long)bytes.Length);
        for (; bytes.Length >= 8; bytes = bytes[8..])
            Add(System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        ulong last = 0;
        for (var i = 0; i < bytes.Length; i++)
            last |= (ulong)bytes[i] << (8 * i);
        Add(last);
    }
}
