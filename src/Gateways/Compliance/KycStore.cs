using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Rialto.Gateways.Auth;

namespace Rialto.Gateways.Compliance;

/// <summary>
/// Applications and their documents as files of a folder, each encrypted by the master key and bound to its own name, so that files cannot change places. A file is replaced as a whole and on
/// the disk before a call returns. One process at a time; any thread.
/// </summary>
public sealed class KycStore
{
    /// <summary>Most documents of one application.</summary>
    public const int MaxDocuments = 8;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, KycApplication> _applications = [];
    private readonly string _folder;
    private readonly MasterKey _key;

    private KycStore(string folder, MasterKey key) => (_folder, _key) = (folder, key);

    /// <summary>Opens a folder, made if it is not there, readable by its owner only.</summary>
    /// <exception cref="InvalidDataException">A file does not decrypt with this key.</exception>
    public static KycStore Open(string folder, MasterKey key)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var store = new KycStore(folder, key);
        foreach (var path in Directory.EnumerateFiles(folder, "*.application"))
        {
            var application = JsonSerializer.Deserialize(SealedFile.Read(path, key), KycJson.Default.KycApplication)
                ?? throw new InvalidDataException($"{path} holds no application.");
            store._applications.Add(application.Id, application);
        }

        return store;
    }

    /// <summary>An application; null where there is none.</summary>
    public KycApplication? Find(long id)
    {
        lock (_gate)
            return _applications.GetValueOrDefault(id);
    }

    /// <summary>Applications that nobody opened a case for yet: those of the moment of a crash.</summary>
    public IReadOnlyList<KycApplication> WithoutCase()
    {
        lock (_gate)
            return [.. _applications.Values.Where(one => one.Case == 0)];
    }

    /// <summary>Applications that are decided, or were being decided.</summary>
    public IReadOnlyList<KycApplication> WithDecision()
    {
        lock (_gate)
            return [.. _applications.Values.Where(one => one.Status != KycStatus.Submitted || one.Decision is not null)];
    }

    /// <summary>Applications that were not rejected and whose names were last looked up in another list, or in none.</summary>
    public IReadOnlyList<KycApplication> NotScreenedBy(string list)
    {
        lock (_gate)
            return [.. _applications.Values.Where(one => one.Status != KycStatus.Rejected && one.ScreenedBy != list)];
    }

    /// <summary>How many applications there are of each status, and when the oldest that nobody has decided was sent.</summary>
    public (int[] Counts, DateTimeOffset? Oldest) Counts()
    {
        var counts = new int[(int)KycStatus.Rejected + 1];
        DateTimeOffset? oldest = null;
        lock (_gate)
        {
            foreach (var one in _applications.Values)
            {
                counts[(int)one.Status]++;
                if (one.Status == KycStatus.Submitted && !(oldest <= one.Submitted))
                    oldest = one.Submitted;
            }
        }

        return (counts, oldest);
    }

    /// <summary>How many that nobody has decided the provider would not look at.</summary>
    public int CountRefusedByProvider()
    {
        lock (_gate)
            return _applications.Values.Count(static one => one.Status == KycStatus.Submitted && one.IsRefusedByProvider);
    }

    /// <summary>The application whose case has the highest number; null where none has a case.</summary>
    public KycApplication? WithLastCase()
    {
        lock (_gate)
            return _applications.Values.Where(one => one.Case != 0).MaxBy(one => one.Case);
    }

    /// <summary>Applications that the provider does not have all of and has not refused, oldest first. Without a case they are not whole yet.</summary>
    public IReadOnlyList<KycApplication> Untold()
    {
        lock (_gate)
            return [.. _applications.Values.Where(one => one.IsUntold && one.Case != 0)];
    }

    /// <summary>The newest application of a customer; null where there is none.</summary>
    public KycApplication? LastOf(int customer)
    {
        lock (_gate)
            return _applications.Values.LastOrDefault(one => one.Customer == customer);
    }

    /// <summary>The customer's application that nobody has decided; null where there is none.</summary>
    public KycApplication? OpenOf(int customer)
    {
        lock (_gate)
            return _applications.Values.LastOrDefault(one => one.Customer == customer && one.Status == KycStatus.Submitted);
    }

    /// <summary>When the oldest was sent of as many of a customer's newest applications as may be sent within a time; null where fewer were sent since then. Documents are not counted.</summary>
    public DateTimeOffset? OldestOf(int customer, int most, DateTimeOffset since)
    {
        lock (_gate)
        {
            var sent = _applications.Values.Where(one => one.Customer == customer && one.Submitted > since).Select(one => one.Submitted).Order().ToList();
            return sent.Count < most ? null : sent[^most];
        }
    }

    /// <summary>True where a name that this customer ever gave is like one of a sanctions list.</summary>
    public bool HasHits(int customer)
    {
        lock (_gate)
            return _applications.Values.Any(one => one.Customer == customer && one.SanctionHits.Count > 0);
    }

    /// <summary>
    /// Keeps an application with one more document: its customer's open one, whose values stay what they were so that a decision is about what was looked at, or a new one. Null where it has as many
    /// documents as it may, says something else than the open one, or is meant for one that is no longer open.
    /// </summary>
    public KycApplication? Submit(KycApplication wanted, string type, ReadOnlySpan<byte> document, string format)
    {
        lock (_gate)
        {
            var open = _applications.Values.LastOrDefault(one => one.Customer == wanted.Customer && one.Status == KycStatus.Submitted);
            var before = open?.Documents ?? [];
            if (before.Count >= MaxDocuments || (open is null ? wanted.Id != 0 : !open.SaysTheSameAs(wanted)))
                return null;
            var id = open?.Id ?? _applications.Keys.LastOrDefault() + 1;
            var kept = new KycDocument(before.Count + 1, type, format, document.Length, Convert.ToHexStringLower(SHA256.HashData(document)));
            Write(NameOf(id, kept.Number), document);
            return Put((open ?? wanted) with { Id = id, Documents = [.. before, kept] });
        }
    }

    /// <summary>Changes an application.</summary>
    public KycApplication Update(long id, Func<KycApplication, KycApplication> change)
    {
        lock (_gate)
            return Put(change(_applications[id]));
    }

    /// <summary>A document's bytes; null where there is no such document.</summary>
    /// <exception cref="InvalidDataException">They do not decrypt.</exception>
    public byte[]? Read(long id, int document)
    {
        lock (_gate)
        {
            if (_applications.GetValueOrDefault(id)?.Documents.Any(one => one.Number == document) != true)
                return null;
            return SealedFile.Read(Path.Combine(_folder, NameOf(id, document)), _key);
        }
    }

    private static string NameOf(long id, int document) => string.Create(CultureInfo.InvariantCulture, $"{id:D8}-{document}.document");

    private KycApplication Put(KycApplication application)
    {
        Write(string.Create(CultureInfo.InvariantCulture, $"{application.Id:D8}.application"), JsonSerializer.SerializeToUtf8Bytes(application, KycJson.Default.KycApplication));
        return _applications[application.Id] = application;
    }

    private void Write(string name, ReadOnlySpan<byte> content) => SealedFile.Write(Path.Combine(_folder, name), content, _key);
}
