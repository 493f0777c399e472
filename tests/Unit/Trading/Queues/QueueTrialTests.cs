using Rialto.Load.Queues;
using Rialto.Runtime.Files;
using Rialto.Trading.Queues;
using Rialto.Wire.Files.Dbn;
using Rialto.Wire.Files.Lobster;
using Xunit;

namespace Rialto.Unit.Trading.Queues;

/// <summary>The models beside two days that name every order; the figures are those of docs/reference/queues.md.</summary>
public class QueueTrialTests
{
    [Fact]
    public void The_hour_of_AAPL_rebuilt_from_its_levels() => Same(
        QueueFiles.Run(LobsterFile.ReadMessages(Recordings.Path("l3/lobster/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz")), Enum.GetValues<CancelLaw>()),
        new QueueErrors(CancelLaw.Tail, 36_384, MeanPpm: 78_850, P50Ppm: 0, P99Ppm: 933_300, Exact: 25_049, OrdersAheadMilli: 999, OrdersMilli: 225),
        new QueueErrors(CancelLaw.ProRata, 36_384, MeanPpm: 57_871, P50Ppm: 0, P99Ppm: 574_200, Exact: 20_935, OrdersAheadMilli: 2_145, OrdersMilli: 2_529),
        new QueueErrors(CancelLaw.NewestOfSize, 36_384, MeanPpm: 36_069, P50Ppm: 0, P99Ppm: 819_600, Exact: 31_611, OrdersAheadMilli: 185, OrdersMilli: 17),
        new QueueErrors(CancelLaw.MiddleOfSize, 36_384, MeanPpm: 18_183, P50Ppm: 0, P99Ppm: 500_000, Exact: 32_577, OrdersAheadMilli: 145, OrdersMilli: 18));

    [Fact]
    public void The_day_of_ES_rebuilt_from_its_levels()
    {
        const string Day = "l3/databento/esh4-glbx-mdp3-20231225.mbo.dbn.zst";
        using var reader = new DbnReader(ZstdStream.OpenFile(Recordings.Path(Day)), Day);
        Same(
            QueueFiles.Run(reader.ReadMbo(), Enum.GetValues<CancelLaw>()),
            new QueueErrors(CancelLaw.Tail, 716_669, MeanPpm: 104_390, P50Ppm: 60_000, P99Ppm: 603_100, Exact: 174_350, OrdersAheadMilli: 3_596, OrdersMilli: 4_288),
            new QueueErrors(CancelLaw.ProRata, 716_669, MeanPpm: 92_161, P50Ppm: 54_000, P99Ppm: 555_500, Exact: 174_604, OrdersAheadMilli: 3_506, OrdersMilli: 3_743),
            new QueueErrors(CancelLaw.NewestOfSize, 716_669, MeanPpm: 65_040, P50Ppm: 29_400, P99Ppm: 500_000, Exact: 238_603, OrdersAheadMilli: 3_631, OrdersMilli: 4_481),
            new QueueErrors(CancelLaw.MiddleOfSize, 716_669, MeanPpm: 83_712, P50Ppm: 46_100, P99Ppm: 500_000, Exact: 204_768, OrdersAheadMilli: 4_932, OrdersMilli: 4_644));
    }

    private static void Same(QueueTrial trial, params QueueErrors[] errors) => Assert.Equal(errors, trial.Results());
}
