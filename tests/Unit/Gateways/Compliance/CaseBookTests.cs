using System.Text;
using Rialto.Gateways.Compliance;
using Xunit;

namespace Rialto.Unit.Gateways.Compliance;

/// <summary>The case book on its own: what it keeps over a crash, and what it notices.</summary>
public sealed class CaseBookTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-cases-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "cases.log");

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Everything_is_there_again_after_it_was_opened_again()
    {
        string before;
        using (var book = Filled())
            before = Picture(book);
        using var again = CaseBook.Open(Path);
        Assert.Equal(before, Picture(again));
        Assert.Equal((false, 1L), (again.Add("a", CaseKind.Alert, [9], "again", "desk").IsNew, again.Add("a", CaseKind.Alert, [], "", "desk").Case.Id));
        Assert.Equal(3, again.Add("c", CaseKind.Alert, [], "third", "desk").Case.Id);
    }

    [Fact]
    public void A_line_cut_short_at_any_byte_is_taken_off_and_all_before_it_stays()
    {
        string whole;
        using (var book = Filled())
            whole = Picture(book);
        var bytes = File.ReadAllBytes(Path);
        var last = bytes.AsSpan(0, bytes.Length - 1).LastIndexOf((byte)'\n') + 1;
        for (var length = last; length < bytes.Length; length++)
        {
            File.WriteAllBytes(Path, bytes[..length]);
            using var book = CaseBook.Open(Path);
            Assert.Equal(5, book.List(0, 10, _ => true).Sum(one => one.Trail.Count));
            book.Do(2, CaseAction.Noted, "a note", "bob");
            Assert.NotEqual(whole, Picture(book));
        }
    }

    [Fact]
    public void A_line_that_was_changed_or_taken_away_is_noticed()
    {
        Filled().Dispose();
        var bytes = File.ReadAllBytes(Path);
        for (var at = 0; at < bytes.Length; at += 7)
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= 1;
            if (changed[at] == (byte)'\n' || bytes[at] == (byte)'\n')
                continue;
            File.WriteAllBytes(Path, changed);
            Assert.Throws<CaseBookException>(() => CaseBook.Open(Path).Dispose());
        }

        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        File.WriteAllText(Path, string.Join('\n', lines.Where((_, number) => number != 1)));
        Assert.Throws<CaseBookException>(() => CaseBook.Open(Path).Dispose());
    }

    [Fact]
    public void Two_processes_do_not_write_one_book()
    {
        using var book = Filled();
        Assert.ThrowsAny<IOException>(() => CaseBook.Open(Path).Dispose());
    }

    private CaseBook Filled()
    {
        var book = CaseBook.Open(Path);
        book.Add("a", CaseKind.Alert, [7, 8], "first", "exchange");
        book.Add("b", CaseKind.Sanctions, [], "second", "desk");
        book.Do(1, CaseAction.Assigned, "", "desk", "bob");
        book.Do(1, CaseAction.Escalated, "to the authority", "bob");
        book.Do(2, CaseAction.Closed, "nothing", "desk");
        book.Do(2, CaseAction.Noted, "an afterthought", "desk");
        return book;
    }

    private static string Picture(CaseBook book) =>
        string.Join('\n', book.List(0, 10, _ => true).Select(one => $"{one.Id} {one.Key} {one.Kind} {one.Status} {one.Assignee} {string.Join(',', one.Owners)} {string.Join(';', one.Trail.Select(entry => entry with { Owners = null }))}"));
}
