using Rialto.Gateways.Orders;
using Rialto.Host.Roles;
using Rialto.Host.Roles.Following;
using Rialto.Journal;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Rings;
using Xunit;

namespace Rialto.Simulation;

/// <summary>What a follower does to an exchange that it finds wrong.</summary>
public sealed class TradingHaltTests
{
    [Fact]
    public void A_halt_gives_up_where_nobody_takes_commands_any_more()
    {
        var ring = Full();
        var (asked, isOver) = (0, false);
        var halt = new TradingHalt(new CommandPort(ring), () =>
        {
            isOver = ++asked == 3; // until then the ring may still be emptied
            return isOver;
        });

        halt.Halt([new InstrumentId(1), new InstrumentId(2)]);

        Assert.Equal((3, true), (asked, halt.HasHalted));
    }

    [Fact]
    public void After_a_halt_no_calendar_opens_what_was_halted()
    {
        var root = Directory.CreateTempSubdirectory("rialto-test-").FullName;
        using (var folder = JournalFolder.Open(new JournalOptions { Directory = Path.Combine(root, "journal"), SegmentBytes = 4096 }))
        {
            var nothing = default(Nothing);
            var clock = new ManualClock(Timestamp.FromDateTimeUtc(new DateTime(2026, 11, 20, 23, 0, 0, DateTimeKind.Utc)).Nanoseconds);
            using var journal = new JournalWriter(folder, Recovery.Replay(folder, ref nothing), clock);
            var readiness = new Readiness();
            var ring = new MpscRing<Command>(16);
            var halt = new TradingHalt(new CommandPort(ring), static () => false);
            var calendars = new CalendarSchedule();
            var hours = new TradingHours(new TimeOnly(1, 0), new TimeOnly(1, 0), new TimeOnly(22, 0), new TimeOnly(22, 0));
            calendars.Add(
                new InstrumentId(1), InstrumentState.Open, new TradingCalendar(TimeZoneInfo.Utc, Enum.GetValues<DayOfWeek>().ToDictionary(day => day, _ => hours), new Dictionary<DateOnly, TradingHours?>()),
                new Timestamp(clock.UtcNanoseconds));
            var timer = new TimerAgent(
                new CommandPort(ring), new Deadlines(), calendars, clock, new JournalWatch(journal, readiness, readiness.Alerts, 0, 1_000, static () => 0), () => halt.HasHalted);

            halt.Halt([new InstrumentId(1)]);
            timer.DoWork();

            Assert.Equal((1, InstrumentState.Halted), (ring.Depth, ring.Peek(0).TargetState));
        }

        Directory.Delete(root, recursive: true);
    }

    private static MpscRing<Command> Full()
    {
        var ring = new MpscRing<Command>(4);
        while (ring.TryClaim(out var position))
            ring.Publish(position);
        return ring;
    }

    private struct Nothing : ICommandHandler
    {
        public readonly void Apply(in Command command)
        {
            // A new journal.
        }
    }
}
