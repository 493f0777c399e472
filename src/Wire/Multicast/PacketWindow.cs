namespace Rialto.Wire.Multicast;

/// <summary>Packets that came before their turn, by the number of the packet. A fixed number of places; nothing is allocated after the constructor.</summary>
internal sealed class PacketWindow
{
    private readonly byte[] _bytes;
    private readonly int[] _lengths;
    private readonly long[] _sequences;
    private int _count;

    public PacketWindow(int capacity)
    {
        _bytes = new byte[(long)capacity * PacketHeader.PacketBytesMax];
        _lengths = new int[capacity];
        _sequences = new long[capacity];
    }

    public int Count => _count;

    public bool IsFull => _count == _lengths.Length;

    /// <summary>Keeps a packet; false where there is no room. One with the same first message is kept once.</summary>
    public bool Add(long sequence, ReadOnlySpan<byte> packet)
    {
        // In order of their numbers: what is late is inserted before what came early, which is nearly always nothing or little.
        var place = _count;
        while (place > 0 && _sequences[place - 1] > sequence)
            place--;
        if (place > 0 && _sequences[place - 1] == sequence)
            return true;
        if (IsFull)
            return false;
        var free = _count;
        packet.CopyTo(Place(free));
        var length = packet.Length;
        if (place < free)
            (free, length) = Rotate(place, free, length);
        _lengths[place] = length;
        _sequences[place] = sequence;
        _count++;
        return true;
    }

    /// <summary>The number of the first packet kept. There must be one.</summary>
    public long FirstSequence => _sequences[0];

    /// <summary>The first packet kept.</summary>
    public ReadOnlySpan<byte> First => Place(0)[.._lengths[0]];

    /// <summary>Packet n in order.</summary>
    public ReadOnlySpan<byte> this[int n] => Place(n)[.._lengths[n]];

    /// <summary>The number of packet n in order.</summary>
    public long SequenceAt(int n) => _sequences[n];

    /// <summary>Forgets the first so many.</summary>
    public void Drop(int count)
    {
        var rest = _count - count;
        _bytes.AsSpan(count * PacketHeader.PacketBytesMax, rest * PacketHeader.PacketBytesMax).CopyTo(_bytes);
        _lengths.AsSpan(count, rest).CopyTo(_lengths);
        _sequences.AsSpan(count, rest).CopyTo(_sequences);
        _count = rest;
    }

    /// <summary>Forgets all behind the first so many.</summary>
    public void Keep(int count) => _count = Math.Min(_count, count);

    public void Clear() => _count = 0;

    private (int Free, int Length) Rotate(int place, int free, int length)
    {
        Span<byte> late = stackalloc byte[PacketHeader.PacketBytesMax];
        Place(free)[..length].CopyTo(late);
        var moved = free - place;
        _bytes.AsSpan(place * PacketHeader.PacketBytesMax, moved * PacketHeader.PacketBytesMax).CopyTo(_bytes.AsSpan((place + 1) * PacketHeader.PacketBytesMax));
        _lengths.AsSpan(place, moved).CopyTo(_lengths.AsSpan(place + 1));
        _sequences.AsSpan(place, moved).CopyTo(_sequences.AsSpan(place + 1));
        late[..length].CopyTo(Place(place));
        return (place, length);
    }

    private Span<byte> Place(int n) => _bytes.AsSpan(n * PacketHeader.PacketBytesMax, PacketHeader.PacketBytesMax);
}
