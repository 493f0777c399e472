using Rialto.Backtest.Fills;
using Rialto.Load.Queues;
using Rialto.Runtime.Files;
using Rialto.Trading.Queues;
using Rialto.Wire.Files.Dbn;
using Rialto.Wire.Files.Lobster;
using Xunit;

namespace Rialto.Unit.Backtest;

/// <summary>Fill models beside two days that name every order; the figures are those of docs/reference/paper-trading.md.</summary>
public class FillTrialTests
{
    [Fact]
    public void Orders_of_the_hour_of_AAPL_pretended_from_its_levels() => Same(
        QueueFiles.Run(LobsterFile.ReadMessages(Recordings.Path("l3/lobster/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz")), new FillTrial(1, Models())),
        new FillErrors(43_876, 2_940, 2_940, SameEvent: 2_831, EarlyEvents: 7, FalseFilled: 3, TrueQuantity: 349_593, ModelQuantity: 338_477, P50Ns: 0, P90Ns: 0, P99Ns: 1_955_251_474),
        new FillErrors(43_876, 2_940, 2_940, SameEvent: 2_894, EarlyEvents: 20, FalseFilled: 8, TrueQuantity: 349_593, ModelQuantity: 347_726, P50Ns: 0, P90Ns: 0, P99Ns: 26_283_525),
        new FillErrors(43_876, 2_940, 2_938, SameEvent: 2_670, EarlyEvents: 35, FalseFilled: 10, TrueQuantity: 349_593, ModelQuantity: 337_539, P50Ns: 0, P90Ns: 0, P99Ns: 15_607_952_066),
        new FillErrors(43_876, 2_940, 2_937, SameEvent: 2_658, EarlyEvents: 3, FalseFilled: 3, TrueQuantity: 349_593, ModelQuantity: 325_347, P50Ns: 0, P90Ns: 0, P99Ns: 16_388_471_077),
        new FillErrors(43_876, 2_940, 2_869, SameEvent: 183, EarlyEvents: 0, FalseFilled: 0, TrueQuantity: 349_593, ModelQuantity: 0, P50Ns: 1_327_778_534, P90Ns: 54_720_652_649, P99Ns: 650_609_328_117),
        new FillErrors(43_876, 2_940, 2_940, SameEvent: 2_639, EarlyEvents: 301, FalseFilled: 104, TrueQuantity: 349_593, ModelQuantity: 356_139, P50Ns: 0, P90Ns: 40_249, P99Ns: 1_336_122_241));

    [Fact]
    public void Orders_of_the_day_of_ES_pretended_from_its_levels()
    {
        const string Day = "l3/databento/esh4-glbx-mdp3-20231225.mbo.dbn.zst";
        using var reader = new DbnReader(ZstdStream.OpenFile(Recordings.Path(Day)), Day);
        Same(QueueFiles.Run(reader.ReadMbo(), new FillTrial(1, Models())),
            new FillErrors(26_683, 5_201, 5_178, SameEvent: 3_868, EarlyEvents: 76, FalseFilled: 20, TrueQuantity: 9_549, ModelQuantity: 7_756, P50Ns: 0, P90Ns: 2_763_076_212, P99Ns: 127_581_011_200),
            new FillErrors(26_683, 5_201, 5_183, SameEvent: 4_121, EarlyEvents: 534, FalseFilled: 161, TrueQuantity: 9_549, ModelQuantity: 8_848, P50Ns: 0, P90Ns: 1_116_774_392, P99Ns: 116_578_673_948),
            new FillErrors(26_683, 5_201, 5_170, SameEvent: 3_447, EarlyEvents: 49, FalseFilled: 13, TrueQuantity: 9_549, ModelQuantity: 6_881, P50Ns: 0, P90Ns: 6_867_877_330, P99Ns: 153_226_900_364),
            new FillErrors(26_683, 5_201, 5_170, SameEvent: 3_368, EarlyEvents: 21, FalseFilled: 3, TrueQuantity: 9_549, ModelQuantity: 6_652, P50Ns: 0, P90Ns: 7_349_063_170, P99Ns: 142_631_320_264),
            new FillErrors(26_683, 5_201, 4_753, SameEvent: 231, EarlyEvents: 0, FalseFilled: 0, TrueQuantity: 9_549, ModelQuantity: 396, P50Ns: 11_817_043_610, P90Ns: 235_770_972_782, P99Ns: 1_229_954_286_274),
            new FillErrors(26_683, 5_201, 5_195, SameEvent: 2_155, EarlyEvents: 2_959, FalseFilled: 2_981, TrueQuantity: 9_549, ModelQuantity: 13_439, P50Ns: 416_056, P90Ns: 29_533_201_528, P99Ns: 610_874_621_388));
    }

    private static IFillModel[] Models() =>
        [Queue(CancelLaw.NewestOfSize), Queue(CancelLaw.MiddleOfSize), Queue(CancelLaw.ProRata), Queue(CancelLaw.Tail), new TradedThroughFills(), new OptimisticFills()];

    // These days show all levels.
    private static QueueFills Queue(CancelLaw law) => new(law, showsAll: true);

    private static void Same(FillTrial trial, params FillErrors[] errors) => Assert.Equal(errors, trial.Results());
}
