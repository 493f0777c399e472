using Rialto.Journal.Segments;
using Rialto.Journal.Storage;
using Rialto.Model.Units;

namespace Rialto.Journal;

/// <summary>
/// Reads a journal batch by batch, also while an exchange writes to it, and stays where it is: asked again later it goes on with what has come since. Every
/// byte it passes is checked. Memory for a batch or two. Takes no lock and changes nothing. One thread.
/// </summary>
public sealed class JournalCursor : IDisposable
{
    private readonly ISegmentStore _store;
    private readonly IBatchRecords _records;
    private readonly KnownPositions? _known;
    private readonly ChainState _state = new();
    private readonly SegmentWindow _window = new();
    private long _offset;
    private long _batchOffset;

    internal JournalCursor(ISegmentStore store, KnownPositions? known = null) : this(store, new JournalBatch(), known)
    {
    }

    /// <summary>Of another kind of journal: <see cref="Batch"/> stays empty, the records get what is read.</summary>
    internal JournalCursor(ISegmentStore store, IBatchRecords records, KnownPositions? known = null)
    {
        (_store, _records, _known) = (store, records, known);
        Batch = records as JournalBatch ?? new JournalBatch();
    }

    /// <summary>The batch read last.</summary>
    public JournalBatch Batch { get; }

    /// <summary>Sequence of the command that comes next.</summary>
    public long NextSequence => _state.NextSequence;

    /// <summary>Time of the last command read; zero where none has been.</summary>
    public Timestamp LastTime => new(_state.LastTimeNs);

    /// <summary>Where it stands; a new object each time.</summary>
    public JournalPosition Position => new(_state.NextSequence - 1, LastTime, _window.IsOpen ? _window.Header.Number : 0, _offset, _batchOffset, _state.Chain);

    /// <summary>Not disposed of.</summary>
    internal bool IsOpen { get; private set; } = true;

    /// <summary>Batches read.</summary>
    public long Batches { get; private set; }

    /// <summary>Bytes of batches read.</summary>
    public long Bytes { get; private set; }

    /// <summary>Reads the next batch, if it is there whole.</summary>
    /// <param name="throughSequence">A batch that goes beyond it is left for later: what an exchange has written and not yet made durable.</param>
    /// <returns>False at the present end: zeros, or something that is still being written.</returns>
    /// <exception cref="JournalCorruptException">The journal is damaged here.</exception>
    public bool TryReadBatch(long throughSequence = long.MaxValue)
    {
        if (throughSequence < NextSequence || (!_window.IsOpen && !OpenFirst()))
            return false;
        while (true)
        {
            var look = Look(throughSequence);
            if (look is Sight.Batch or Sight.Later)
                return look == Sight.Batch;

            // What was read ahead may be old; and where a later segment stands, this one is not written to any more.
            var hasLater = HasLater();
            _window.Forget();
            look = Look(throughSequence);
            if (look is Sight.Batch or Sight.Later)
                return look == Sight.Batch;
            if (look == Sight.Blank && !hasLater)
                return false;
            if (look == Sight.Blank && _window.IsZeroFrom(_offset))
                OpenNext();
            else if (!IsWholeNow(hasLater))
                return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        IsOpen = false;
        _window.Dispose();
        _state.Dispose();
    }

    /// <summary>Another cursor on the same journal, at its beginning.</summary>
    internal JournalCursor Fork() => new(_store, new JournalBatch(), _known);

    /// <summary>Goes to a place that an earlier reading has noted.</summary>
    /// <exception cref="JournalGapException">What follows the place is not there any more.</exception>
    /// <exception cref="JournalCorruptException">The journal is not the one the place was noted in.</exception>
    internal void GoTo(JournalPosition position)
    {
        if (position.Segment == 0)
            return;
        if (!_store.List().Contains(position.Segment))
            throw new JournalGapException(position.Sequence + 1, $"segment {FolderStore.NameOf(position.Segment)} is not there");
        OpenWindow(position.Segment);
        if (!Follows(position))
            throw new JournalCorruptException(_window.Name, position.Offset, $"the journal does not go on from sequence {position.Sequence} here");
        Stand(position.Sequence + 1, position.Time.Nanoseconds, position.Offset, position.BatchOffset, position.Chain);
    }

    /// <summary>Goes to the beginning of the first segment there is, and looks at no other.</summary>
    internal void GoToFirst()
    {
        if (_store.List() is not [var first, ..])
            return;
        OpenWindow(first);
        Stand(_window.Header.BaseSequence, 0, SegmentHeader.SizeBytes, 0, _window.PreviousChain);
    }

    /// <summary>Goes to the batch that holds a command, past the headers of those before it in its segment; to the end where there is none yet.</summary>
    /// <exception cref="JournalGapException">It is not there any more.</exception>
    internal void GoTo(long sequence)
    {
        var numbers = _store.List();
        if (numbers.Count == 0)
            return;
        var (low, high) = (0, numbers.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            OpenWindow(numbers[middle]);
            if (_window.Header.BaseSequence <= sequence)
                low = middle;
            else
                high = middle - 1;
        }

        OpenWindow(numbers[low]);
        if (_window.Header.BaseSequence > sequence)
            throw new JournalGapException(sequence, $"the journal begins at sequence {_window.Header.BaseSequence}");
        if (_known?.Before(sequence, _window.Header.Number) is { } near)
            Stand(near.Sequence + 1, near.Time.Nanoseconds, near.Offset, near.BatchOffset, near.Chain);
        else
            Stand(_window.Header.BaseSequence, 0, SegmentHeader.SizeBytes, 0, _window.PreviousChain);
        Skip(sequence);
    }

    private enum Sight
    {
        Batch,

        /// <summary>A batch that is not wanted yet.</summary>
        Later,
        Blank,
        Fault,
    }

    private Sight Look(long throughSequence)
    {
        if (_window.Header.SegmentBytes - _offset < BatchHeader.OverheadBytes + RecordCodec.SizeBytesMin)
            return Sight.Blank;
        var bytes = _window.From(_offset, BatchHeader.SizeBytes);
        if (!bytes[..8].ContainsAnyExcept((byte)0))
            return Sight.Blank;
        if (!BatchHeader.TryDecode(bytes, out var header) || header.FirstSequence != NextSequence)
            return Sight.Fault;
        if (header.FirstSequence + header.Count - 1 > throughSequence)
            return Sight.Later;
        bytes = _window.From(_offset, header.TotalBytes);
        var scan = new SegmentScan(bytes, 0, _state, _records, _window.Header.HoldsProofs);
        if (header.TotalBytes > bytes.Length || scan.Next(out _) != ScanResult.Batch)
            return Sight.Fault;
        Pass(header);
        return Sight.Batch;
    }

    private void Pass(BatchHeader header)
    {
        _batchOffset = _offset;
        _offset += header.TotalBytes;
        Batches++;
        Bytes += header.TotalBytes;
        if (_known is { } known && known.Wants(_window.Header.Number, _offset))
            known.Add(Position);
    }

    /// <summary>Judges what is no whole batch by the whole segment.</summary>
    /// <returns>True where it has become whole meanwhile; false where it is, or may be, still being written.</returns>
    private bool IsWholeNow(bool hasLater)
    {
        var image = new SegmentImage();
        for (var look = 0; look < 2; look++)
        {
            image.Load(_store, _window.Header.Number);
            using var state = _state.Copy();
            var scan = new SegmentScan(image.Bytes, (int)_offset, state, _records, image.Header.HoldsProofs);
            var result = scan.Next(out _);
            _window.Forget();
            if (result is ScanResult.Batch or ScanResult.End)
                return true;
            if (hasLater)
                throw new JournalCorruptException(image.Name, scan.FaultOffset, result == ScanResult.Corrupt ? scan.Fault : "the segment is not whole, and a later one follows");
            if (result == ScanResult.Torn)
                return false;

            // What is being written may look like anything; it is wrong only if it still is at a second look.
            if (look == 1)
                throw new JournalCorruptException(image.Name, scan.FaultOffset, scan.Fault);
        }

        return false;
    }

    private bool HasLater()
    {
        var numbers = _store.List();
        return numbers.Count > 0 && numbers[^1] > _window.Header.Number;
    }

    private bool OpenFirst()
    {
        var numbers = _store.List();
        if (numbers.Count == 0)
            return false;
        if (numbers[0] != 1)
            throw new JournalGapException(1, $"the journal begins with segment {FolderStore.NameOf(numbers[0])}");
        Open(1);
        return true;
    }

    private void OpenNext()
    {
        if (_window.MissingBytes > 0)
            throw new JournalCorruptException(_window.Name, _window.Header.SegmentBytes - _window.MissingBytes, "the segment is not whole, and a later one follows");
        Open(_window.Header.Number + 1);
    }

    private void OpenWindow(long number)
    {
        _window.Open(_store, number);
        if (_window.Header.Contents != _records.Contents)
            throw new JournalCorruptException(_window.Name, 0, $"it holds {NameOf(_window.Header.Contents)}, no {NameOf(_records.Contents)}");
    }

    private static string NameOf(SegmentContents contents) => contents switch
    {
        SegmentContents.FeedEvents => "events of feeds",
        SegmentContents.DeskInputs => "inputs of a desk",
        _ => "commands",
    };

    private void Open(long number)
    {
        if (!_store.List().Contains(number))
            throw new JournalCorruptException(FolderStore.NameOf(number), 0, "the segment is missing");
        OpenWindow(number);
        if (_window.Header.BaseSequence != _state.NextSequence)
            throw new JournalCorruptException(_window.Name, 0, $"segment starts at sequence {_window.Header.BaseSequence}, the journal before it ends before {_state.NextSequence}");
        if (!_window.PreviousChain.AsSpan().SequenceEqual(_state.Chain))
            throw new JournalCorruptException(_window.Name, 0, "segment does not continue the chain hash");
        _offset = SegmentHeader.SizeBytes;
        _batchOffset = 0;
    }

    private void Stand(long nextSequence, long timeNs, long offset, long batchOffset, ReadOnlySpan<byte> chain)
    {
        _state.NextSequence = nextSequence;
        _state.LastTimeNs = timeNs;
        chain.CopyTo(_state.Chain);
        _offset = offset;
        _batchOffset = batchOffset;
    }

    /// <summary>True where the batch before the place is the one that the place speaks of.</summary>
    private bool Follows(JournalPosition position)
    {
        if (position.BatchOffset == 0)
            return position.Offset == SegmentHeader.SizeBytes && _window.Header.BaseSequence == position.Sequence + 1 && position.Chain.SequenceEqual(_window.PreviousChain);
        if (position.BatchOffset < SegmentHeader.SizeBytes || position.Offset > _window.Header.SegmentBytes || position.BatchOffset >= position.Offset)
            return false;
        var bytes = _window.From(position.BatchOffset, BatchHeader.SizeBytes);
        return BatchHeader.TryDecode(bytes, out var header)
            && header.FirstSequence + header.Count == position.Sequence + 1
            && position.BatchOffset + header.TotalBytes == position.Offset
            && position.Chain.SequenceEqual(bytes.Slice(BatchHeader.ChainOffset, ChainHash.SizeBytes));
    }

    /// <summary>Passes batches by their headers, which say where the next begins and what their chain hash is.</summary>
    private void Skip(long sequence)
    {
        while (_window.Header.SegmentBytes - _offset >= BatchHeader.OverheadBytes + RecordCodec.SizeBytesMin)
        {
            var bytes = _window.From(_offset, BatchHeader.SizeBytes);
            if (!BatchHeader.TryDecode(bytes, out var header) || header.FirstSequence != NextSequence || header.FirstSequence + header.Count > sequence
                || _offset + header.TotalBytes > _window.Header.SegmentBytes)
                return;
            Stand(NextSequence + header.Count, 0, _offset + header.TotalBytes, _offset, bytes.Slice(BatchHeader.ChainOffset, ChainHash.SizeBytes));
        }
    }
}
