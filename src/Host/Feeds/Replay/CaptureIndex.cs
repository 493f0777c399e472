using System.Globalization;
using System.Text;
using Rialto.Model.Feeds;
using Rialto.Wire.Files;
using Rialto.Wire.Files.Captures;

namespace Rialto.Host.Feeds.Replay;

/// <summary>Reads one capture through and notes its connections, topics and REST answers.</summary>
internal sealed class CaptureIndex(Recording recording, string path, FeedVenue forced) : ITopicSink
{
    /// <summary>Frames that may come before one that tells whose they are.</summary>
    private const int LookMax = 10_000;

    private readonly Dictionary<int, RecordedConnection?> _connections = [];
    private readonly Dictionary<int, string> _addresses = [];
    private readonly Dictionary<string, (int Connection, long Count)> _lost = [];
    private readonly HashSet<string> _symbols = [];
    private readonly List<(Model.Units.Timestamp Time, byte[] Body)> _nameless = [];
    private RecordedConnection? _present;
    private byte[] _frame = [];
    private int _length;
    private FeedVenue _sniffed;
    private long _tooLong;
    private long _firstTooLong;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> symbol)
    {
        _present!.Topics.Of(channel, symbol).Take(_frame.AsSpan(0, _length));
        if (_nameless.Count > 0)
            _symbols.Add(Encoding.UTF8.GetString(symbol).ToUpperInvariant());
    }

    public void Read(CancellationToken cancellationToken)
    {
        using var reader = Recording.Open(path);
        try
        {
            while (reader.TryRead())
            {
                cancellationToken.ThrowIfCancellationRequested();
                recording.Count();
                Take(reader);
            }
        }
        catch (FlowFileException broken) when (_connections.Count > 0)
        {
            // The last part of a file whose recorder was cut off: what is before it is whole.
            recording.Remarks.Add($"{Path.GetFileName(path)} ends at record {reader.Row}: {broken.Message}");
        }
        catch (FlowFileException broken)
        {
            throw new RecordingException($"{path} has no framing that is known: {broken.Message}", broken);
        }

        recording.AddFile(Path.GetFileName(path), reader.Continues);
        Tell();
        if (_connections.Count == 0 && !recording.HasAnswers)
            throw new RecordingException($"{path} holds no frames.");
        Finish();
    }

    private void Take(CaptureReader reader)
    {
        switch (reader.Kind)
        {
            case CaptureKind.Connect:
                _addresses[reader.Connection] = Encoding.UTF8.GetString(reader.Payload);
                if (!_connections.ContainsKey(reader.Connection))
                    Begin(reader, isContinued: false);
                break;
            case CaptureKind.Continue:
                _addresses[reader.Connection] = Encoding.UTF8.GetString(reader.Payload);
                if (!_connections.ContainsKey(reader.Connection))
                    Begin(reader, isContinued: true);
                break;
            case CaptureKind.Receive:
                if (!_connections.TryGetValue(reader.Connection, out var connection))
                    connection = Begin(reader, isContinued: true);
                if (connection is not null)
                    TakeFrame(connection, reader);
                break;
            case CaptureKind.Send:
                if (_connections.GetValueOrDefault(reader.Connection) is { } sender && reader.Payload.IndexOf("\"use_yes_price\":true"u8) >= 0)
                    sender.AsksForYesPrices = true;
                break;
            case CaptureKind.Rest:
                TakeAnswer(reader);
                break;
            case CaptureKind.Lost:
                _lost[reader.ConnectionName] = (reader.Connection, _lost.GetValueOrDefault(reader.ConnectionName).Count + reader.LostRecords);
                break;
            case CaptureKind.TooLong:
                if (_tooLong++ == 0)
                    _firstTooLong = reader.Row;
                break;
        }
    }

    /// <summary>Says what is missing: a replay cuts its clients off there.</summary>
    private void Tell()
    {
        foreach (var (name, (number, count)) in _lost)
        {
            if (_connections.GetValueOrDefault(number) is { } connection)
                connection.Lost += count;
            recording.Remarks.Add(string.Create(
                CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}: {count} records of '{name}' are missing, its recorder could not keep them: a client is cut off there, and has no book from there to the next snapshot."));
        }

        if (_tooLong > 0)
        {
            recording.Remarks.Add(string.Create(
                CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}: {_tooLong} lines of more than {CaptureReader.RecordBytesMax} bytes are passed over, the first at record {_firstTooLong}."));
        }
    }

    private RecordedConnection? Begin(CaptureReader reader, bool isContinued)
    {
        var address = _addresses.GetValueOrDefault(reader.Connection, "");
        var venue = forced != FeedVenue.None ? forced
            : VenueDialects.TryFind(reader.Venue, out var named) ? named.Venue
            : VenueDialects.OfAddress(address);
        if (venue == FeedVenue.None && reader.Venue.Length > 0)
        {
            recording.Remarks.Add($"{Path.GetFileName(path)}: connection '{reader.ConnectionName}' is of {reader.Venue}, which is not replayed.");
            return _connections[reader.Connection] = null;
        }

        if (venue == FeedVenue.None && (venue = Sniff(reader)) == FeedVenue.None)
        {
            throw new RecordingException(
                $"{path}: the venue of connection '{reader.ConnectionName}' is not recognized{(address.Length > 0 ? $" by its address {address}" : "")}. Name it with --venue; known: {VenueDialects.List()}.");
        }

        if (!VenueDialects.Covers(venue))
        {
            recording.Remarks.Add($"{Path.GetFileName(path)}: connection '{reader.ConnectionName}' is of {venue}, which is not replayed.");
            return _connections[reader.Connection] = null;
        }

        return _connections[reader.Connection] = new RecordedConnection(VenueDialects.Of(venue), reader.ConnectionName)
        {
            Address = address,
            IsContinued = isContinued,
            Start = reader.ReceiveTime,
            End = reader.ReceiveTime,
            Parts = { (path, reader.Connection) },
        };
    }

    private void TakeFrame(RecordedConnection connection, CaptureReader reader)
    {
        if (connection.Frames++ == 0 && connection.IsContinued)
            connection.Start = reader.ReceiveTime;
        connection.End = reader.ReceiveTime;
        _present = connection;
        _length = reader.Payload.Length;
        if (_frame.Length < _length)
            _frame = new byte[_length * 2];
        reader.Payload.CopyTo(_frame);
        if (connection.Dialect.Look(_frame.AsSpan(0, _length), this) == FrameRole.Answer)
            connection.TakeAnswer(_frame.AsSpan(0, _length));
    }

    private void TakeAnswer(CaptureReader reader)
    {
        var url = Encoding.UTF8.GetString(reader.Url);
        if (url.Length == 0)
        {
            _nameless.Add((reader.ReceiveTime, reader.Payload.ToArray()));
            foreach (var topic in _connections.Values.SelectMany(connection => connection?.Topics.All.Keys ?? []))
                _symbols.Add(topic.Symbol.ToUpperInvariant());
            return;
        }

        var venue = forced != FeedVenue.None ? forced : VenueDialects.TryFind(reader.Venue, out var named) ? named.Venue : VenueDialects.OfAddress(url);
        if (VenueDialects.Covers(venue))
            recording.AddAnswer(VenueDialects.Of(venue).RestVenue, reader.ReceiveTime, url, reader.Payload);
    }

    private void Finish()
    {
        foreach (var connection in _connections.Values)
        {
            if (connection is null)
                continue;
            if (connection.Topics.All.Count == 0)
                recording.Remarks.Add($"{Path.GetFileName(path)}: connection '{connection.Name}' carries no market data and is left out.");
            else
                recording.Add(connection);
        }

        if (_nameless.Count == 0)
            return;
        if (_symbols.Count != 1 || _connections.Values.FirstOrDefault() is not { } only)
        {
            recording.Remarks.Add($"{Path.GetFileName(path)}: {_nameless.Count} snapshots name no symbol, and the file has {_symbols.Count}: left out.");
            return;
        }

        foreach (var (time, body) in _nameless)
            recording.AddAnswer(only.Dialect.RestVenue, time, $"/depth?symbol={_symbols.First()}", body);
    }

    /// <summary>Whose the frames are, by what stands in the first that tells.</summary>
    private FeedVenue Sniff(CaptureReader here)
    {
        if (here.Kind == CaptureKind.Receive && VenueDialects.OfFrame(here.Payload) is not FeedVenue.None and var plain)
            return plain;
        if (_sniffed != FeedVenue.None)
            return _sniffed;
        using var reader = Recording.Open(path);
        for (var i = 0; i < LookMax && _sniffed == FeedVenue.None && reader.TryRead(); i++)
        {
            if (reader.Kind == CaptureKind.Receive)
                _sniffed = VenueDialects.OfFrame(reader.Payload);
        }

        return _sniffed;
    }
}
