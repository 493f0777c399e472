using System.Text;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Wire.Files;
using Rialto.Wire.Files.Lobster;
using Xunit;

namespace Rialto.Unit.Wire.Files;

public class LobsterBookTests
{
    private const string Folder = "l3/lobster/AAPL_2012-06-21_";

    [Fact]
    public void The_AAPL_hour_shows_the_files_best_level_after_every_message()
    {
        var report = Verify("34200000_37800000_message_50.csv.gz", "34200000_37800000_orderbook_L1_of_50.csv.gz", 50);
        Assert.Equal(91_997, report.Rows);
        Assert.Equal("", string.Join('\n', report.Differences));
        Assert.Equal((91_984, 13, 0), (report.RowsEqual, report.RowsLearnt, report.RowsDiffering));
        Assert.Equal((183_995L, 13), (report.LevelsCompared, report.LevelsLearnt));
        Assert.Equal((84, 2_201, 0, 0), (report.MessagesOfOlderOrders, report.HiddenExecutions, report.CrossesAndHalts, report.WrongDeletions));
    }

    [Fact]
    public void The_first_thousand_messages_show_all_ten_levels_of_the_file()
    {
        var report = Verify("first1000_message_10.csv.gz", "first1000_orderbook_10.csv.gz", 10);
        Assert.Equal(999, report.Rows);
        Assert.Equal("", string.Join('\n', report.Differences));
        Assert.Equal((984, 15, 0), (report.RowsEqual, report.RowsLearnt, report.RowsDiffering));
        Assert.Equal((19_982L, 33), (report.LevelsCompared, report.LevelsLearnt));
        Assert.Equal((9, 61, 0, 0), (report.MessagesOfOlderOrders, report.HiddenExecutions, report.CrossesAndHalts, report.WrongDeletions));
    }

    [Fact]
    public void What_the_commands_of_the_hour_show_differs_from_the_files_rows_for_known_causes_only()
    {
        var messages = Recordings.Path(Folder + "34200000_37800000_message_50.csv.gz");
        var flow = FlowCommands.FromLobster(LobsterFile.ReadMessages(messages), new OwnerId(1), new InstrumentId(1));
        var causes = LobsterTouch.Causes(LineReader.Open(messages), LineReader.Open(Recordings.Path(Folder + "34200000_37800000_orderbook_L1_of_50.csv.gz")), flow);
        Assert.Equal(flow.Count - flow.Counts.FinalCancel, causes.Length);
        Assert.Equal("Equal 87576, OlderOrders 276, TakenElsewhere 1944", string.Join(", ", causes.GroupBy(cause => cause).OrderBy(group => group.Key).Select(group => $"{group.Key} {group.Count()}")));
    }

    [Fact]
    public void A_row_that_the_messages_do_not_explain_is_reported()
    {
        var report = LobsterBook.Verify(
            Lines("1,1,1,10,100,1\n2,1,2,10,200,-1\n3,1,3,5,100,1\n"),
            Lines("200,7,100,10\n200,17,100,10\n200,17,100,10\n"), 5);
        Assert.Equal((1, 1, 1), (report.RowsEqual, report.RowsLearnt, report.RowsDiffering));
        Assert.Equal(["row 3: Buy 100: the messages say 15, the row says 10"], report.Differences);
    }

    [Fact]
    public void Files_of_different_length_are_refused()
    {
        Assert.Throws<FlowFileException>(() => LobsterBook.Verify(Lines("1,1,1,10,100,1\n"), Lines(""), 5));
        Assert.Throws<FlowFileException>(() => LobsterBook.Verify(Lines(""), Lines("200,7,100,10\n"), 5));
    }

    private static LobsterBookReport Verify(string messages, string books, int depth) =>
        LobsterBook.Verify(LineReader.Open(Recordings.Path(Folder + messages)), LineReader.Open(Recordings.Path(Folder + books)), depth);

    private static LineReader Lines(string text) => new(new MemoryStream(Encoding.ASCII.GetBytes(text)), "test");
}
