using System.Runtime.CompilerServices;

namespace Rialto.Runtime.Shared;

/// <summary>
/// A reader that outlives its writers: it waits for the first, notices when one dies or ends, reads what that one left, and goes over to the next run, from that run's beginning
/// where the ring still has it. One thread: <see cref="TryRead"/> for messages, <see cref="Look"/> some times a second.
/// </summary>
/// <param name="path">The ring's file.</param>
/// <param name="elements">What its elements must be called.</param>
/// <param name="silentAfterNs">A writer that gives no sign of life for so long is taken for dead.</param>
public sealed unsafe class SharedRingSubscription<T>(string path, string elements, long silentAfterNs) : SharedArrivals, IDisposable where T : unmanaged
{
    private SharedRingReader<T>? _reader;
    private long _missedBefore;
    private bool _isBroken;

    /// <summary>Why there is no ring yet; none once there was one.</summary>
    public SharedRingFault Fault { get; private set; } = SharedRingFault.Missing;

    /// <summary>How the writer was when <see cref="Look"/> last looked; silent before there is one.</summary>
    public SharedWriterHealth Health { get; private set; } = SharedWriterHealth.Silent;

    /// <summary>What the present ring says of itself; zeros before there is one. Another epoch is another run: what was known from the one before is void.</summary>
    public SharedRingTerms Terms => _reader?.Terms ?? default;

    /// <summary>The next position of the present run.</summary>
    public long Position => _reader?.Position ?? 0;

    /// <summary>Messages published and not read yet.</summary>
    public long Lag => _reader?.Lag ?? 0;

    /// <summary>Messages lost so far, of all runs.</summary>
    public long Missed => _missedBefore + (_reader?.Missed ?? 0);

    /// <summary>Runs seen so far.</summary>
    public int Runs { get; private set; }

    /// <summary>True where a ring is open.</summary>
    public bool IsOpen => _reader is not null;

    /// <summary>As <see cref="SharedRingReader{T}.TryRead"/>; nothing where no ring is open.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SharedRead TryRead(out T item)
    {
        if (_reader is not { } reader)
        {
            item = default;
            return SharedRead.None;
        }

        var read = reader.TryRead(out item);
        _isBroken = read == SharedRead.Broken;
        return read;
    }

    /// <summary>
    /// Looks after the writer: opens its ring where there is none yet, and the next run's where this one is over and read to its end. Cold: allocates where it opens, and looks at the path
    /// (some microseconds, nothing is mapped) while the writer is gone and none has followed.
    /// </summary>
    /// <param name="nowNs">A time that never steps back.</param>
    /// <returns>True where another run begins with the next message.</returns>
    public bool Look(long nowNs)
    {
        if (_reader is not { } reader)
            return Open(nowNs, fromOldest: false);
        Health = reader.Look(nowNs, silentAfterNs);
        return Health != SharedWriterHealth.Alive && IsReadToItsEnd(reader) && SharedRingPath.EpochAt(path) != reader.Terms.Epoch && Open(nowNs, fromOldest: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _reader?.Dispose();

    internal override bool TryWatch(out int* word, out int seen)
    {
        if (_reader is { } reader && !_isBroken)
            return reader.TryWatch(out word, out seen);
        word = null;
        seen = 0;
        return false;
    }

    // A broken ring is never read to its end.
    private bool IsReadToItsEnd(SharedRingReader<T> reader) => _isBroken || reader.IsAtEnd;

    private bool Open(long nowNs, bool fromOldest)
    {
        var fault = SharedRing.TryOpen<T>(path, elements, out var opened, fromOldest);
        if (_reader is null)
            Fault = fault;
        if (opened is null)
            return false;
        if (_reader is { } last)
        {
            // There is a next run, so the last writer is gone and its numbers are final. One that was taken for dead may have gone on until then.
            if (opened.Terms.Epoch == last.Terms.Epoch || !IsReadToItsEnd(last))
            {
                opened.Dispose();
                return false;
            }

            // A broken ring says how much it had left; more than fits into it is no number.
            _missedBefore += last.Missed + (_isBroken && last.Lag <= last.Terms.Capacity ? Math.Max(0, last.Lag) : 0) + opened.Position;
            last.Dispose();
        }

        _reader = opened;
        _isBroken = false;
        Fault = SharedRingFault.None;
        Health = opened.Look(nowNs, silentAfterNs);
        Runs++;
        return true;
    }
}
