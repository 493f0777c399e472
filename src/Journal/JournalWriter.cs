using System.Buffers.Binary;
using Rialto.Journal.Proofs;
using Rialto.Journal.Segments;
using Rialto.Model.Orders;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Counters;
using Rialto.Runtime.Rings;

namespace Rialto.Journal;

/// <summary>Whether a journal still takes commands.</summary>
public enum JournalState
{
    /// <summary>It does.</summary>
    Writing,

    /// <summary>Writing failed: nothing more becomes durable until a restart. The exchange must refuse commands and may go on answering from what is durable.</summary>
    Failed,

    /// <summary>It was closed in order.</summary>
    Closed,
}

/// <summary>
/// Group commit. The sequencer appends encoded records to a bounded queue; the journal thread (this agent) takes everything there is, hashes it, writes it as one batch
/// with one <c>pwrite</c> and one <c>fdatasync</c>, and then moves the durable cursor. The longer the disk takes, the larger the next batch.
/// </summary>
/// <remarks>
/// A failed write or flush is final (<see cref="JournalState.Failed"/>): after a failed <c>fsync</c> the system may have dropped the pages, and the next one may report success.
/// Threads: <see cref="TryAppend"/> and <see cref="Publish"/> belong to the sequencer, <see cref="DoWork"/> and <see cref="OnClose"/> to the journal thread, the rest is for any.
/// </remarks>
public sealed class JournalWriter : IAgent, IDisposable
{
    private readonly SegmentTail _tail;
    private readonly Durability _durability;
    private readonly int _segmentBytes;
    private readonly Clock _clock;
    private readonly RecordQueue _queue;
    private readonly byte[] _batch = GC.AllocateArray<byte>(BatchHeader.PayloadBytesMax + BatchHeader.OverheadBytes, pinned: true);
    private readonly byte[] _chain;
    private readonly ProofRecorder? _proofs;
    private readonly WakeList _onAppend = new();
    private readonly WakeList _onNeed = new();
    private readonly WakeList _onRoom = new();
    private Cursor _durable;
    private Cursor _appended;
    private int _state;
    private int _wantsRetry;
    private long _roomBytes;
    private long _writingSince;
    private Exception? _failure;
    private Exception? _shortage;
    private long _nextSequence; // journal thread: the next to write

    /// <param name="folder">The journal, locked.</param>
    /// <param name="recovered">What <see cref="Recovery.Replay"/> of the same folder reported.</param>
    /// <param name="clock">Measures commit latency; the sequencer's.</param>
    /// <param name="proofs">Brings the event hash after each command, to be kept beside it; null keeps none.</param>
    public JournalWriter(JournalFolder folder, RecoveryReport recovered, Clock clock, ProofQueue? proofs = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(recovered);
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        _durability = folder.Options.Durability;
        _segmentBytes = folder.Options.SegmentBytes;
        _queue = new RecordQueue(folder.Options.QueueBytes);
        _chain = recovered.End.Chain.ToArray();
        _durable.Release(recovered.LastSequence);
        _appended.Release(recovered.LastSequence);
        _nextSequence = recovered.LastSequence + 1;
        _tail = new SegmentTail(folder, recovered, _onAppend.WakeParked);
        _roomBytes = _tail.RoomBytes;
        if (proofs is not null)
            _proofs = new ProofRecorder(proofs, recovered.LastSequence);
    }

    /// <inheritdoc/>
    public string Name => "journal";

    /// <summary>Sequence up to which everything is durable, by the policy. Answers and events up to here may leave the exchange. Never moves back, nor on after a failure.</summary>
    public long DurableSequence => _durable.Acquire();

    /// <summary>Sequence of the last command appended.</summary>
    public long AppendedSequence => _appended.Acquire();

    /// <summary>Whether it still takes commands.</summary>
    public JournalState State => (JournalState)Volatile.Read(ref _state);

    /// <summary>Why it failed, if it did.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>
    /// Why the next segment could not be made ready (no space, mostly), while that is so. Nothing is lost by it: the present segment goes on until it is full, then commands wait.
    /// <see cref="RetrySpace"/> tries again.
    /// </summary>
    public Exception? Shortage => Volatile.Read(ref _shortage);

    /// <summary>Bytes that can still be written before another segment has to be made ready.</summary>
    public long RoomBytes => Volatile.Read(ref _roomBytes);

    /// <summary>When the write or flush that is under way began, by <see cref="Clock.MonotonicNanoseconds"/>; zero where none is.</summary>
    public long WritingSinceNs => Volatile.Read(ref _writingSince);

    /// <summary>Nanoseconds that the disk took for each batch: the write and, by policy, the flush.</summary>
    public LatencyHistogram WriteLatency { get; } = new();

    /// <summary>Bytes of records waiting for the disk.</summary>
    public long QueuedBytes => _queue.DepthBytes;

    /// <summary>Commands written.</summary>
    public Counter Commands { get; } = new("journal_commands_total", "Commands written to the journal.");

    /// <summary>Batches written.</summary>
    public Counter Batches { get; } = new("journal_batches_total", "Batches written to the journal, one flush each.");

    /// <summary>Bytes written.</summary>
    public Counter Bytes { get; } = new("journal_bytes_total", "Bytes written to the journal.");

    /// <summary>Nanoseconds from the sequencing of a batch's oldest command until the batch was durable; recorded once for each of its commands, so an upper bound. With <see cref="Durability.Memory"/>: until it was written.</summary>
    public LatencyHistogram CommitLatency { get; } = new();

    /// <summary>Registers a signal raised when there is something to write: the journal thread's own. Before use.</summary>
    public void WakeOnAppend(WakeSignal signal) => _onAppend.Add(signal);

    /// <summary>Registers a signal raised when the sequencer cannot go on before something is written: for a journal that is not woken at every append. Before use.</summary>
    public void WakeOnNeed(WakeSignal signal) => _onNeed.Add(signal);

    /// <summary>Registers a signal raised when the queue has room again or the journal has failed. Before use.</summary>
    public void WakeOnRoom(WakeSignal signal) => _onRoom.Add(signal);

    /// <summary>Asks the journal thread to try once more to make the next segment ready.</summary>
    public void RetrySpace()
    {
        Volatile.Write(ref _wantsRetry, 1);
        _onAppend.WakeParked();
    }

    /// <summary>Appends a stamped command. Not on its way to the disk until <see cref="Publish"/>.</summary>
    /// <returns>False where the queue is full or the journal does not write any more (see <see cref="State"/>): nothing was appended.</returns>
    public bool TryAppend(in Command command)
    {
        if (State != JournalState.Writing || !_queue.TryAppend(in command))
            return false;
        _appended.Release(command.Sequence);
        return true;
    }

    /// <summary>Sends what is appended on its way.</summary>
    public void Publish()
    {
        _queue.Publish();
        _onAppend.WakeParked();
        if (_durability == Durability.Memory && State == JournalState.Writing)
            _durable.Release(_appended.Plain);
    }

    /// <summary>As <see cref="Publish"/>, by a sequencer that waits for what is appended to be written.</summary>
    public void PublishUrgently()
    {
        Publish();
        _onNeed.WakeParked();
    }

    /// <summary>Writes everything there is as one batch and makes it durable.</summary>
    /// <returns>Commands written.</returns>
    public int DoWork()
    {
        if (State != JournalState.Writing)
            return 0;
        try
        {
            LookAtSpace();
            return CommitBatch();
        }
        catch (Exception failure) // whatever it was, what is on the disk is not known any more
        {
            Fail(failure);
            return 0;
        }
    }

    /// <summary>Writes what is left and closes the segment.</summary>
    public void OnClose()
    {
        while (DoWork() > 0 || IsWaitingForSegment())
        {
        }
        ProveTheRest();
        Interlocked.CompareExchange(ref _state, (int)JournalState.Closed, (int)JournalState.Writing);
        _tail.Dispose();
    }

    /// <summary>As <see cref="OnClose"/>, for a writer without a thread of its own.</summary>
    public void Dispose() => OnClose();

    private int CommitBatch()
    {
        if (_queue.DepthBytes == 0)
            return 0;
        if (_tail.RoomBytes < BatchHeader.OverheadBytes + RecordCodec.SizeBytesMax)
        {
            if (!_tail.TryStartSegment(_nextSequence, _chain))
                return 0;
        }
        var payload = _batch.AsSpan(BatchHeader.SizeBytes, Math.Min(BatchHeader.PayloadBytesMax, _tail.RoomBytes - BatchHeader.OverheadBytes));
        // Proofs of the batch before find room even where commands never end: a fold of 4 bytes for a command of 64.
        var reserve = payload.Length > BatchHeader.PayloadBytesMax / 2 ? BatchHeader.PayloadBytesMax / 8 : 0;
        var payloadBytes = _queue.Take(payload[..^reserve], out var count);
        _onRoom.WakeParked();

        var time = BinaryPrimitives.ReadInt64LittleEndian(payload[RecordCodec.TimeOffset..]);
        payloadBytes += Prove(payload[payloadBytes..], _nextSequence + count - 1);
        Write(new BatchHeader(payloadBytes, _nextSequence, count));

        _nextSequence += count;
        Commands.Add(count);
        CommitLatency.Record(_clock.UtcNanoseconds - time, count);
        if (_durability != Durability.Memory)
            _durable.Release(_nextSequence - 1);
        return count;
    }

    /// <summary>Writes a batch, whose records are in place.</summary>
    private void Write(BatchHeader header)
    {
        var batch = _batch.AsSpan(0, header.TotalBytes);
        header.Seal(batch, _chain);
        var began = Clock.MonotonicNanoseconds;
        Volatile.Write(ref _writingSince, began);
        _tail.Write(batch);
        if (_durability == Durability.Fsync)
            _tail.Flush();
        WriteLatency.Record(Clock.MonotonicNanoseconds - began);
        Volatile.Write(ref _writingSince, 0);
        Batches.Increment();
        Bytes.Add(batch.Length);
    }

    private int Prove(Span<byte> room, long throughSequence) => _proofs is null || !_tail.HoldsProofs ? 0 : _proofs.Write(room, throughSequence);

    /// <summary>At the end: what is proven of the last commands, in batches without commands.</summary>
    private void ProveTheRest()
    {
        if (State != JournalState.Writing || _queue.DepthBytes != 0)
            return;
        try
        {
            while (_tail.RoomBytes >= BatchHeader.OverheadBytes + RecordCodec.SizeBytesMax)
            {
                var room = Math.Min(BatchHeader.PayloadBytesMax, _tail.RoomBytes - BatchHeader.OverheadBytes);
                var payloadBytes = Prove(_batch.AsSpan(BatchHeader.SizeBytes, room), _nextSequence - 1);
                if (payloadBytes == 0)
                    return;
                Write(new BatchHeader(payloadBytes, _nextSequence, 0));
            }
        }
        catch (Exception failure) // as in DoWork
        {
            Fail(failure);
        }
    }

    private void LookAtSpace()
    {
        if (_wantsRetry != 0)
        {
            Volatile.Write(ref _wantsRetry, 0);
            _tail.Retry();
        }
        Volatile.Write(ref _shortage, _tail.Shortage);
        Volatile.Write(ref _roomBytes, _tail.RoomBytes + (_tail.HasNext ? _segmentBytes : 0L));
    }

    /// <summary>True where only the next segment is missing to write what is left; waits for that one attempt.</summary>
    private bool IsWaitingForSegment()
    {
        if (State != JournalState.Writing || _queue.DepthBytes == 0)
            return false;
        _tail.WaitForNext();
        return _tail.HasNext;
    }

    private void Fail(Exception failure)
    {
        Volatile.Write(ref _failure, failure);
        Volatile.Write(ref _state, (int)JournalState.Failed);
        _onRoom.WakeParked();
    }
}
