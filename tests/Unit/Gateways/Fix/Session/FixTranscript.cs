using System.Globalization;
using System.Text;
using Rialto.Gateways.Fix.Session;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Unit.Gateways.Fix.Session;

/// <summary>
/// Plays one scenario of a transcript: a real session machine over a real store, in virtual time. Transcripts/README.md says what the lines mean. What the exchange answers is written anew
/// under each line that makes it, so that a transcript that holds is equal to its own replay.
/// </summary>
internal sealed class FixTranscript : IFixOutput, IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly FixDictionary Dictionary = FixAcceptor.VenueDictionary();

    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-fix-").FullName;
    private readonly StringBuilder _played = new();
    private readonly FixOptions _options = new();
    private readonly FixWriter _writer = new();
    private byte[] _received = [];
    private DateTimeOffset _now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private TimeSpan _elapsed;
    private FullDiskStore? _store;
    private FixSessionMachine? _machine;
    private int _nextOut = 1;

    /// <summary>Plays the lines; what they should be.</summary>
    public static string Play(IEnumerable<string> lines)
    {
        using var transcript = new FixTranscript();
        foreach (var line in lines)
            transcript.Take(line);
        return transcript._played.ToString();
    }

    public void Write(ReadOnlySpan<byte> frame)
    {
        var message = new FixMessage();
        if (FixFraming.TryFind(frame, out var length) != FixFrameStatus.Complete || length != frame.Length || !message.TryParse(frame.ToArray(), out var fault))
            throw new InvalidOperationException($"The exchange sent what is no message: {Encoding.Latin1.GetString(frame)}");
        if (Dictionary.Validate(message) is { } violation)
            throw new InvalidOperationException($"The exchange's dictionary refuses what it sent: {violation}, {FixScript.Show(message, withTimes: true)}");
        Tell($"< {FixScript.Show(message, withTimes: true)}");
    }

    public void Disconnect(FixEnd reason) => Tell($"-- the exchange hangs up: {reason}");

    public void Dispose()
    {
        _store?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private FixMoment Now => new(Timestamp.FromDateTimeUtc(_now.UtcDateTime), (long)_elapsed.TotalNanoseconds);

    private FixSessionMachine Machine
    {
        get
        {
            if (_machine is not null)
                return _machine;
            _store = new FullDiskStore(new FixFileStore(_folder, "CLIENT", _options.MaxStoreBytes, sync: false, Now.Utc));
            return _machine = new FixSessionMachine(FixTerms.Of(_options, "CLIENT"), Dictionary, _store, this);
        }
    }

    private void Take(string line)
    {
        // What the exchange said is written anew.
        if (line.StartsWith('<') || line.StartsWith("--", StringComparison.Ordinal) || line.StartsWith("=>", StringComparison.Ordinal))
            return;
        Tell(line);
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        var (word, rest) = blank < 0 ? (line, "") : (line[..blank], line[(blank + 1)..].Trim());
        switch (word)
        {
            case "" or "#" or "scenario":
                break;
            case ">":
                Receive(FixScript.Write(rest, _nextOut, _now));
                break;
            case "exact":
                Receive(FixScript.WriteInOrder(rest));
                break;
            case "raw":
                Receive(Encoding.Latin1.GetBytes(rest.Replace('|', '\u0001')));
                break;
            case "logon":
                Receive(FixScript.Write("35=A|98=0|108=30", _nextOut, _now));
                break;
            case "app":
                Send(rest, isKept: true);
                break;
            case "market":
                Send(rest, isKept: false);
                break;
            case "logout":
                Machine.LogOut(rest, Now);
                break;
            case "wait":
                Wait(TimeSpan.FromSeconds(double.Parse(rest, CultureInfo.InvariantCulture)));
                break;
            case "clock":
                _now = DateTimeOffset.ParseExact(rest, "yyyyMMdd-HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
                break;
            case "hangup":
                HangUp();
                break;
            case "kill":
                // Nothing is told to anybody, as by kill -9.
                HangUp();
                _store!.Dispose();
                _machine = null;
                break;
            case "disk":
                _store!.IsFull = rest == "full";
                break;
            case "next":
                _nextOut = int.Parse(rest, CultureInfo.InvariantCulture);
                break;
            case "numbers":
                _ = Machine;
                Tell($"-- expected from the client: {_store!.NextIn}, next of the exchange: {_store.NextOut}");
                break;
            case "option":
                SetOption(rest);
                break;
            default:
                throw new FormatException($"'{word}' is no word of a transcript: {line}");
        }
    }

    private void Tell(string line) => _played.Append(line).Append('\n');

    private void HangUp()
    {
        Machine.Disconnect();
        _received = [];
    }

    private void SetOption(string text)
    {
        var parts = text.Split('=', 2);
        var property = typeof(FixOptions).GetProperty(parts[0]) ?? throw new FormatException($"There is no option {parts[0]}.");
        property.SetValue(_options, Convert.ChangeType(parts[1], property.PropertyType, CultureInfo.InvariantCulture));
    }

    private void Send(string line, bool isKept)
    {
        var fields = line.Split('|').Select(field => field.Split('=', 2)).ToArray();
        _writer.Begin(Encoding.ASCII.GetBytes(fields[0][1]));
        foreach (var field in fields[1..])
            _writer.Add(int.Parse(field[0], CultureInfo.InvariantCulture), Encoding.ASCII.GetBytes(field[1]));
        if (!(isKept ? Machine.Send(_writer, default, Now) : Machine.TryTell(_writer, Now)))
            Tell(isKept ? "-- not sent" : "-- dropped");
    }

    private void Wait(TimeSpan time)
    {
        for (var waited = TimeSpan.Zero; waited < time; waited += Step)
        {
            _now += Step;
            _elapsed += Step;
            Machine.Tick(Now);
        }
    }

    // As a connection does it.
    private void Receive(byte[] bytes)
    {
        if (Machine.State == FixState.Offline)
            Machine.Connect();
        _received = [.. _received, .. bytes];
        var used = 0;
        while (Machine.State is not FixState.Closing)
        {
            var status = FixFraming.TryFind(_received.AsSpan(used), out var length, _options.MaxMessageBytes);
            if (status == FixFrameStatus.Incomplete)
                break;
            if (status == FixFrameStatus.Complete)
                Receive(_received.AsMemory(used, length));
            else
                Machine.ReceiveGarbled(Now);
            used += length;
        }

        _received = _received[used..];
    }

    private void Receive(ReadOnlyMemory<byte> frame)
    {
        var message = new FixMessage();
        var fault = message.TryParse(frame, out var violation) ? (FixViolation?)null : violation;
        if (message.SeqNum >= _nextOut || message.IsYes(FixTag.ResetSeqNumFlag))
            _nextOut = message.SeqNum + 1;
        if (Machine.Receive(message, fault, Now) == FixReceipt.Deliver)
            Tell($"=> {FixScript.Show(message, withTimes: false)}");
        while (Machine.IsResending)
            Machine.ContinueResend(3, Now);
    }
}
