using Rialto.Gateways.Fix.Session;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Unit.Gateways.Fix.Session;

/// <summary>A store whose disk can be full: numbers can be set, since their page is there, and messages cannot be added. Or broken, so that it confirms nothing.</summary>
internal sealed class FullDiskStore(IFixSessionStore store) : IFixSessionStore
{
    public bool IsFull { get; set; }

    /// <summary>The disk confirms nothing.</summary>
    public bool IsBroken { get; set; }

    public int NextIn
    {
        get => store.NextIn;
        set => store.NextIn = value;
    }

    public int NextOut
    {
        get => store.NextOut;
        set => store.NextOut = value;
    }

    public int Delivered
    {
        get => store.Delivered;
        set => store.Delivered = value;
    }

    public int LastKept => store.LastKept;

    public bool HasLost
    {
        get => store.HasLost;
        set => store.HasLost = value;
    }

    public FixCause Told
    {
        get => store.Told;
        set => store.Told = value;
    }

    public Timestamp Started => store.Started;

    public bool TryAppend(int seqNum, Timestamp sendingTime, ReadOnlySpan<byte> msgType, ReadOnlySpan<byte> body, FixCause cause, bool mayRotate) =>
        !IsFull && store.TryAppend(seqNum, sendingTime, msgType, body, cause, mayRotate);

    public int NextKept(int from) => store.NextKept(from);

    public bool TryRead(int seqNum, FixWriter into, out Timestamp sendingTime) => store.TryRead(seqNum, into, out sendingTime);

    public void Reset(Timestamp now) => store.Reset(now);

    public void Sync()
    {
        if (IsBroken)
            throw new IOException("fdatasync: Input/output error (5)");
        store.Sync();
    }

    public void Dispose() => store.Dispose();
}
