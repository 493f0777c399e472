using System.Buffers;
using System.Collections.Immutable;
using Rialto.Gateways.Answers;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Status;

/// <summary>A strategy as who commands must name it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Of the instance.</param>
/// <param name="Declaration">What may be set.</param>
internal sealed record StrategyName(StrategyId Id, string Name, StrategyDeclaration Declaration);

/// <summary>What a desk was at a moment. Immutable.</summary>
/// <param name="Number">Of the report, from 1.</param>
/// <param name="Made">When it was made, by this machine's clock.</param>
/// <param name="Time">The desk's time.</param>
/// <param name="Json">One object, UTF-8, on one line.</param>
/// <param name="Strategies">Its strategies.</param>
internal sealed record DeskStatusReport(long Number, DateTimeOffset Made, Timestamp Time, ReadOnlyMemory<byte> Json, ImmutableArray<StrategyName> Strategies);

/// <summary>
/// The only way to look at a running desk. The desk's thread calls <see cref="Turn"/> once a turn of its loop; at most four times a second that writes a report, at all other times it costs two
/// clock readings and allocates nothing. Any other thread reads <see cref="Latest"/>, which never waits for the desk.
/// </summary>
/// <param name="time">The clock of the desk's machine.</param>
/// <param name="everyMs">Between two reports, in milliseconds.</param>
internal sealed class DeskStatus(TimeProvider time, int everyMs = 250)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private readonly ErrorRate _errors = new();
    private readonly long _everyTicks = Math.Max(1, time.TimestampFrequency * everyMs / 1_000);
    private DeskStatusReport? _latest;
    private ImmutableArray<StrategyName> _strategies = [];
    private long _published;
    private long _lastTurn;
    private long _number;

    /// <summary>The newest report; null before the first. Any thread.</summary>
    public DeskStatusReport? Latest => Volatile.Read(ref _latest);

    /// <summary>How long ago the desk's loop turned last; null before its first turn. Any thread.</summary>
    public TimeSpan? SinceTurn => Volatile.Read(ref _lastTurn) is not 0 and var last ? time.GetElapsedTime(last) : null;

    /// <summary>One turn of the desk's loop, between two inputs. The desk's thread.</summary>
    public void Turn(RunningDesk desk)
    {
        var now = time.GetTimestamp();
        Volatile.Write(ref _lastTurn, now);
        if (_published != 0 && now - _published < _everyTicks)
            return;
        _published = now;
        Publish(desk);
    }

    /// <summary>Writes a report now. The desk's thread, between two inputs or when it has ended.</summary>
    public void Publish(RunningDesk desk)
    {
        if (desk.Trader.Sequence > 0)
            desk.History.Show(desk.Trader.Now, desk.Trader.Portfolio);
        _buffer.ResetWrittenCount();
        var json = JsonText.On(_buffer);
        var made = time.GetUtcNow();
        json.WriteStartObject();
        json.WriteNumber("number"u8, ++_number);
        json.WriteString("made"u8, made.UtcDateTime);
        json.WriteFinite("error_rate_pct"u8, _errors.Take(time.GetTimestamp() / time.TimestampFrequency, desk.Counts.Asked, desk.Counts.Errors));
        DeskReport.WriteStatus(json, desk);
        json.WriteEndObject();
        json.Flush();
        Volatile.Write(ref _latest, new DeskStatusReport(_number, made, desk.Trader.Now, _buffer.WrittenSpan.ToArray(), Names(desk)));
    }

    // Made anew only where a strategy was exchanged for another.
    private ImmutableArray<StrategyName> Names(RunningDesk desk)
    {
        var place = 0;
        foreach (var id in desk.Trader.Strategies)
        {
            if (place >= _strategies.Length || !ReferenceEquals(_strategies[place].Declaration, desk.Trader.ViewOf(id).Declaration))
                return _strategies = [.. desk.Trader.Strategies.Select(one => new StrategyName(one, desk.Trader.ViewOf(one).Name, desk.Trader.ViewOf(one).Declaration))];
            place++;
        }

        return _strategies;
    }
}
