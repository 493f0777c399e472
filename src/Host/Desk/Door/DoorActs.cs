using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Rialto.Host.Desk.Status;

namespace Rialto.Host.Desk.Door;

/// <summary>One thing that somebody asked of a desk through its door.</summary>
/// <param name="Time">When, by this machine's clock.</param>
/// <param name="Who">The operator; empty where the token was none.</param>
/// <param name="From">His address.</param>
/// <param name="Command">What he asked for; empty where it could not be read.</param>
/// <param name="Subject">Of what: strategy, limit, venue.</param>
/// <param name="Reason">Why, in his words.</param>
/// <param name="Answer"><c>accepted</c>, or why not.</param>
internal readonly record struct DoorAct(DateTimeOffset Time, string Who, IPAddress? From, string Command, string Subject, string Reason, string Answer);

/// <summary>
/// Who asked what, and what was answered: the last 100 in memory, all in a file of the run, one JSON object a line, each on the disk's way before the answer leaves. What was taken is in the
/// desk's journal too; what was refused at the door is here alone. A file that cannot be written keeps no command from the desk: it is counted. Any thread.
/// </summary>
internal sealed class DoorActs : IDisposable
{
    /// <summary>How many are remembered.</summary>
    public const int Kept = 100;

    // Who has no token must not fill the disk, nor push out what operators did.
    private const double StrangersAtOnce = 20;

    private readonly Lock _gate = new();
    private readonly LastOnes<DoorAct> _last = new(Kept);
    private readonly FileStream? _file;
    private readonly ArrayBufferWriter<byte> _line = new();
    private bool _isTorn;
    private long _unwritten;
    private double _strangers = StrangersAtOnce;
    private DateTimeOffset _lastStranger;

    /// <summary>Makes one.</summary>
    /// <param name="path">Its file, which only this user reads; null keeps none.</param>
    public DoorActs(string? path)
    {
        if (path is not null)
            _file = DoorKeys.OpenPrivate(path, FileMode.Append, bufferSize: 0);
    }

    /// <summary>Acts that did not get into the file: its disk is full, or fails.</summary>
    public long Unwritten => Volatile.Read(ref _unwritten);

    /// <summary>Notes an act. Does not throw where the file cannot be written.</summary>
    public void Add(in DoorAct act)
    {
        lock (_gate)
        {
            if (act.Who.Length == 0 && !MayNoteStranger(act.Time))
                return;
            _last.Add(in act);
            if (_file is null)
                return;
            _line.ResetWrittenCount();

            // A part of a line that failed must not spoil this one.
            if (_isTorn)
                _line.Write("\n"u8);
            using (var json = new Utf8JsonWriter(_line))
                Write(json, in act);
            _line.Write("\n"u8);
            try
            {
                _file.Write(_line.WrittenSpan);
                _isTorn = false;
            }
            catch (IOException)
            {
                _isTorn = true;
                _unwritten++;
            }
        }
    }

    // One a second, and some at once.
    private bool MayNoteStranger(DateTimeOffset now)
    {
        _strangers = Math.Min(StrangersAtOnce, _strangers + Math.Max(0, (now - _lastStranger).TotalSeconds));
        _lastStranger = now;
        if (_strangers < 1)
            return false;
        _strangers--;
        return true;
    }

    /// <summary>Those remembered, the newest first.</summary>
    public DoorAct[] Copy()
    {
        lock (_gate)
        {
            var acts = new DoorAct[_last.Count];
            for (var i = 0; i < acts.Length; i++)
                acts[i] = _last.Newest(i);
            return acts;
        }
    }

    /// <summary>An act as JSON.</summary>
    public static void Write(Utf8JsonWriter json, in DoorAct act)
    {
        json.WriteStartObject();
        json.WriteString("time"u8, act.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("who"u8, act.Who);
        json.WriteString("from"u8, act.From?.ToString() ?? "");
        json.WriteString("command"u8, act.Command);
        json.WriteString("of"u8, act.Subject);
        json.WriteString("reason"u8, act.Reason);
        json.WriteString("answer"u8, act.Answer);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
