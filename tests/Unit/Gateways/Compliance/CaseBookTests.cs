using System.Security.Cryptography;
using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Compliance;
using Xunit;

namespace Rialto.Unit.Gateways.Compliance;

/// <summary>The case book on its own: what it keeps over a crash, and what it notices.</summary>
public sealed class CaseBookTests : IDisposable
{
    private const string LastNote = "an afterthought";

    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-cases-").FullName;
    private readonly MasterKey _key;

    public CaseBookTests() => _key = MasterKey.Open(_folder);

    private string Path => System.IO.Path.Combine(_folder, "cases.log");

    private string Mark => System.IO.Path.Combine(_folder, "cases.mark");

    private string Head => System.IO.Path.Combine(_folder, "cases.head");

    /// <inheritdoc/>
    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Everything_is_there_again_after_it_was_opened_again()
    {
        string before;
        using (var book = Filled())
            before = Picture(book);
        using var again = CaseBook.Open(Path, _key);
        Assert.Equal(before, Picture(again));
        Assert.Equal((false, 1L), (again.Add("a", CaseKind.Alert, [9], "again", "desk").IsNew, again.Add("a", CaseKind.Alert, [], "", "desk").Case.Id));
        Assert.Equal(3, again.Add("c", CaseKind.Alert, [], "third", "desk").Case.Id);
    }

    [Fact]
    public void A_line_cut_short_at_any_byte_is_taken_off_and_all_before_it_stays()
    {
        string whole;
        byte[] head;
        using (var book = Filled(lastNote: false))
        {
            // A crash while the last line is written: its head is not.
            head = File.ReadAllBytes(Head);
            book.Do(2, CaseAction.Noted, LastNote, "desk");
            whole = Picture(book);
        }

        var bytes = File.ReadAllBytes(Path);
        var last = bytes.AsSpan(0, bytes.Length - 1).LastIndexOf((byte)'\n') + 1;
        for (var length = last; length < bytes.Length; length++)
        {
            File.WriteAllBytes(Path, bytes[..length]);
            File.WriteAllBytes(Head, head);
            using var book = CaseBook.Open(Path, _key);
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
            Assert.Throws<CaseBookException>(() => CaseBook.Open(Path, _key).Dispose());
        }

        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        File.WriteAllText(Path, string.Join('\n', lines.Where((_, number) => number != 1)));
        Assert.Throws<CaseBookException>(() => CaseBook.Open(Path, _key).Dispose());
    }

    [Fact]
    public void Two_processes_do_not_write_one_book()
    {
        using var book = Filled();
        Assert.ThrowsAny<IOException>(() => CaseBook.Open(Path, _key).Dispose());
    }

    [Fact]
    public void An_end_that_was_cut_off_is_noticed_and_a_head_that_is_another_too()
    {
        byte[] early;
        using (var book = Filled(lastNote: false))
        {
            early = File.ReadAllBytes(Head);
            book.Do(2, CaseAction.Noted, LastNote, "desk");
            book.Do(2, CaseAction.Noted, "one more", "desk");
        }

        var (bytes, head) = (File.ReadAllBytes(Path), File.ReadAllBytes(Head));
        for (var length = 0; length < bytes.Length; length += length == 0 ? 1 : 41)
        {
            File.WriteAllBytes(Path, bytes[..length]);
            Assert.Contains("cut off: it has", Assert.Throws<CaseBookException>(() => CaseBook.Open(Path, _key).Dispose()).Message, StringComparison.Ordinal);
        }

        File.WriteAllBytes(Path, bytes);
        File.WriteAllBytes(Head, early);
        Assert.Contains("an older one", Assert.Throws<CaseBookException>(() => CaseBook.Open(Path, _key).Dispose()).Message, StringComparison.Ordinal);
        head[^1] ^= 1;
        File.WriteAllBytes(Head, head);
        Assert.Contains("does not decrypt", Assert.Throws<CaseBookException>(() => CaseBook.Open(Path, _key).Dispose()).Message, StringComparison.Ordinal);
        File.Delete(Head);
        Assert.Contains("sealed head", Assert.Throws<CaseBookException>(() => CaseBook.Open(Path, _key).Dispose()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_book_written_anew_without_the_key_is_not_believed()
    {
        Filled().Dispose();
        File.WriteAllText(Path, Unkeyed(File.ReadAllLines(Path)));
        Assert.Throws<CaseBookException>(() => CaseBook.Open(Path, _key).Dispose());
    }

    [Fact]
    public void A_head_taken_away_from_a_book_that_had_one_is_noticed_even_where_all_lines_are_written_anew()
    {
        Filled().Dispose();
        File.WriteAllText(Path, Unkeyed(File.ReadAllLines(Path)));
        File.Delete(Head);
        CaseBook.Open(Path, _key).Dispose();
        File.WriteAllText(Path, Unkeyed(File.ReadAllLines(Path)));
        File.Delete(Head);

        Assert.Contains("taken away", Assert.Throws<CaseBookException>(() => CaseBook.Open(Path, _key).Dispose()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Book_and_head_taken_away_together_or_put_back_as_they_once_were_are_noticed_by_the_mark_elsewhere()
    {
        byte[] bytes, head;
        using (var book = CaseBook.Open(Path, _key, mark: Mark))
        {
            book.Add("a", CaseKind.Alert, [], "first", "desk");
            (bytes, head) = (BytesOf(Path), File.ReadAllBytes(Head));
            for (var line = 0; line < 20; line++)
                book.Do(1, CaseAction.Noted, LastNote, "desk");
        }

        File.WriteAllBytes(Path, bytes);
        File.WriteAllBytes(Head, head);
        Assert.Contains("it has 1 lines, and its sealed mark", Fault(), StringComparison.Ordinal);
        File.Delete(Path);
        File.Delete(Head);
        Assert.Contains("it has 0 lines, and its sealed mark", Fault(), StringComparison.Ordinal);
        // Another book of the same length is another book.
        File.Delete(Path);
        File.Delete(Head);
        using (var other = CaseBook.Open(Path, _key))
            for (var line = 0; line < 25; line++)
                other.Add($"{line}", CaseKind.Alert, [], "another", "desk");
        Assert.Contains("line 21 is not the one its sealed mark", Fault(), StringComparison.Ordinal);
        var mark = File.ReadAllBytes(Mark);
        mark[^1] ^= 1;
        File.WriteAllBytes(Mark, mark);
        Assert.Contains("does not decrypt", Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mark_that_a_crash_left_behind_is_right_and_a_book_from_before_there_was_one_gets_it()
    {
        Filled().Dispose();
        CaseBook.Open(Path, _key, mark: Mark).Dispose();
        var early = File.ReadAllBytes(Mark);
        string after;
        using (var book = CaseBook.Open(Path, _key, mark: Mark))
        {
            for (var line = 0; line < 40; line++)
                book.Do(1, CaseAction.Noted, LastNote, "desk");
            after = Picture(book);
        }

        Assert.NotEqual(early, File.ReadAllBytes(Mark));
        File.WriteAllBytes(Mark, early);
        using (var book = CaseBook.Open(Path, _key, mark: Mark))
            Assert.Equal(after, Picture(book));
    }

    [Fact]
    public void A_crash_between_a_line_and_its_head_loses_nothing()
    {
        byte[] head;
        string before;
        using (var book = Filled(lastNote: false))
        {
            head = File.ReadAllBytes(Head);
            book.Do(2, CaseAction.Noted, LastNote, "desk");
            before = Picture(book);
        }

        File.WriteAllBytes(Head, head);
        using (var book = CaseBook.Open(Path, _key))
            Assert.Equal(before, Picture(book));
        using (var book = CaseBook.Open(Path, _key))
            Assert.Equal(before, Picture(book));
    }

    [Fact]
    public void A_book_from_before_there_was_a_key_is_read_and_a_case_says_so()
    {
        Filled().Dispose();
        var lines = File.ReadAllLines(Path);
        File.WriteAllText(Path, Unkeyed(lines));
        File.Delete(Head);
        string after;
        using (var book = CaseBook.Open(Path, _key))
        {
            var (one, isNew) = book.Add("case-book", CaseKind.Alert, [], "", "desk");
            Assert.False(isNew);
            Assert.Contains("first 6 lines", one.Title, StringComparison.Ordinal);
            book.Do(1, CaseAction.Noted, "after", "desk");
            after = Picture(book);
        }

        using (var book = CaseBook.Open(Path, _key))
            Assert.Equal(after, Picture(book));
        var text = File.ReadAllText(Path);
        File.WriteAllText(Path, text.Replace("to the authority", "to nobody at all", StringComparison.Ordinal));
        Assert.Throws<CaseBookException>(() => CaseBook.Open(Path, _key).Dispose());
    }

    private string Fault() => Assert.Throws<CaseBookException>(() => CaseBook.Open(Path, _key, mark: Mark).Dispose()).Message;

    // Of a book that is open.
    private static byte[] BytesOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    // The chain of hashes without a key that anybody can make.
    private static string Unkeyed(string[] lines)
    {
        var (text, hash) = (new StringBuilder(), new string('0', 64));
        foreach (var line in lines)
        {
            hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hash + line[65..])));
            text.Append(hash).Append(' ').Append(line[65..]).Append('\n');
        }

        return text.ToString();
    }

    private CaseBook Filled(bool lastNote = true)
    {
        var book = CaseBook.Open(Path, _key);
        book.Add("a", CaseKind.Alert, [7, 8], "first", "exchange");
        book.Add("b", CaseKind.Sanctions, [], "second", "desk");
        book.Do(1, CaseAction.Assigned, "", "desk", "bob");
        book.Do(1, CaseAction.Escalated, "to the authority", "bob");
        book.Do(2, CaseAction.Closed, "nothing", "desk");
        if (lastNote)
            book.Do(2, CaseAction.Noted, LastNote, "desk");
        return book;
    }

    private static string Picture(CaseBook book) =>
        string.Join('\n', book.List(0, 10, _ => true).Select(one => $"{one.Id} {one.Key} {one.Kind} {one.Status} {one.Assignee} {string.Join(',', one.Owners)} {string.Join(';', one.Trail.Select(entry => entry with { Owners = null }))}"));
}
