using System.Buffers;

namespace Rialto.Gateways.Multicast;

/// <summary>
/// An answer on its way, header and body, in one array of the length it needs. Several connections may send the same bytes: written by the publishing thread, then only read. Who has sent it,
/// or given up, lets go of it; the last one gives its room back.
/// </summary>
internal sealed class SnapshotBytes(int lengthBytes) : IBufferWriter<byte>
{
    private readonly byte[] _bytes = new byte[lengthBytes];
    private int _count;
    private int _holders;
    private SnapshotDesk? _desk;

    /// <summary>All of it.</summary>
    public Span<byte> Whole => _bytes;

    /// <summary>What is to be sent.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes;

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.AsMemory(_count);

    public Span<byte> GetSpan(int sizeHint = 0) => _bytes.AsSpan(_count);

    /// <summary>Counts what it takes until everybody has let go. Before it is given to anybody.</summary>
    public void HoldFor(SnapshotDesk desk, int holders)
    {
        (_desk, _holders) = (desk, holders);
        desk.Hold(_bytes.Length);
    }

    /// <summary>One connection needs it no more. Any thread.</summary>
    public void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            _desk?.Hold(-_bytes.Length);
    }
}
