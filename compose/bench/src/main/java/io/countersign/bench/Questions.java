package io.countersign.bench;

import io.countersign.bench.kafka.EventTopic;
import io.countersign.testkit.search.Answer;
import io.countersign.testkit.search.Question;
import io.countersign.testkit.search.Reader;
import io.countersign.testkit.search.Seen;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Draws questions from the events of a topic, and answers them by looking at each event. */
final class Questions {
  /** Events that are remembered of each tenant, and of each filter of a tenant. */
  private static final int SAMPLE = 200;

  private static final int SAMPLE_OF_A_FILTER = 4;

  private final EventTopic topic;
  private final int ledgers;
  private final Random random;

  /** What is remembered of a tenant: any events, and some that have each filter. */
  private static final class Sample {
    private final List<Seen> any = new ArrayList<>();
    private final Map<String, List<Seen>> byFilter = new HashMap<>();
    private final Map<String, Long> seen = new HashMap<>();
  }

  Questions(EventTopic topic, int ledgers, long seed) {
    this.topic = topic;
    this.ledgers = ledgers;
    this.random = new Random(seed);
  }

  /** Draws questions: every filter in turn, of a random tenant. */
  List<Question> draw(int count) {
    Map<String, Sample> samples = new TreeMap<>();
    scan(event -> remember(samples.computeIfAbsent(event.tenant(), t -> new Sample()), event));
    List<String> tenants = List.copyOf(samples.keySet());
    List<Question> questions = new ArrayList<>();
    for (int i = 0; questions.size() < count; i++) {
      String filter = Question.FILTERS.get(i % Question.FILTERS.size());
      Sample sample =
          samples.getOrDefault(tenants.get(random.nextInt(tenants.size())), new Sample());
      List<Seen> like = new ArrayList<>(sample.byFilter.getOrDefault(filter, List.of()));
      if (!like.isEmpty()) {
        Collections.shuffle(like, random);
        like.addAll(sample.any);
        questions.add(Question.random(random, Question.FILTERS, filter, like));
      }
    }
    return questions;
  }

  /** Answers questions. */
  List<Answer> answer(List<Question> questions, int page) {
    Map<String, List<Answer>> byTenant = new HashMap<>();
    List<Answer> answers = new ArrayList<>();
    for (Question question : questions) {
      Answer answer = new Answer(question, page);
      answers.add(answer);
      byTenant.computeIfAbsent(question.tenant(), t -> new ArrayList<>()).add(answer);
    }
    scan(event -> byTenant.getOrDefault(event.tenant(), List.of()).forEach(one -> one.look(event)));
    return answers;
  }

  private void scan(Consumer<Seen> look) {
    for (int ledger = 0; ledger < ledgers; ledger++) {
      Reader reader = new Reader();
      topic.read(ledger, event -> look.accept(reader.next(event)));
    }
  }

  private void remember(Sample sample, Seen event) {
    keep(sample.any, SAMPLE, sample.seen.merge("", 1L, Long::sum), event);
    for (String filter : event.fields().keySet()) {
      keep(
          sample.byFilter.computeIfAbsent(filter, f -> new ArrayList<>()),
          SAMPLE_OF_A_FILTER,
          sample.seen.merge(filter, 1L, Long::sum),
          event);
    }
  }

  /** Every event that was seen stays with the same chance. */
  private void keep(List<Seen> kept, int most, long seen, Seen event) {
    if (kept.size() < most) {
      kept.add(event);
    } else {
      long place = random.nextLong(seen);
      if (place < most) {
        kept.set((int) place, event);
      }
    }
  }
}
